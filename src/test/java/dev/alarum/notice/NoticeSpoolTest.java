package dev.alarum.notice;

import static dev.alarum.notice.NoticeSpool.Receipt.KEPT;
import static dev.alarum.notice.NoticeSpool.Receipt.KEPT_BEFORE;
import static dev.alarum.notice.NoticeSpool.Receipt.NOT_KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.NoticeSpool.Delivery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeSpoolTest {
    private static final SenderKey KEY = SenderKey.parse("A".repeat(43));

    @TempDir
    Path folder;

    private Moment now = new Moment(0, Instant.EPOCH);

    @Test
    void a_kept_letter_is_a_private_file_and_due_for_every_hub_at_once() throws Exception {
        NoticeSpool spool = spool("a", "b");

        assertThat(spool.keep(letter("x.1.1", "body"))).isEqualTo(KEPT);
        assertThat(spool.keep(letter("x.1.1", "body"))).isEqualTo(KEPT_BEFORE);
        assertThat(spool.keep(letter("x.1.1", "other"))).isEqualTo(NOT_KEPT);

        assertThat(spool.due()).extracting(Delivery::hub).containsExactlyInAnyOrder("a", "b");
        assertThat(spool.due()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void the_pause_grows_to_five_seconds_and_no_further() {
        NoticeSpool spool = spool("a");
        spool.keep(letter("x.1.1", "body"));
        List<Long> pauses = new ArrayList<>();

        for (int failure = 0; failure < 40; failure++) {
            spool.unanswered(spool.due().get(0), "down");
            long waited = 0;
            List<Delivery> due = spool.due();
            while (due.isEmpty()) {
                now = now.plus(Duration.ofMillis(250));
                waited += 250;
                due = spool.due();
            }
            pauses.add(waited);
            spool.unanswered(due.get(0), "down");
            now = now.plus(Duration.ofSeconds(5));
        }

        assertThat(pauses).isSorted().allMatch(pause -> pause <= 5_000);
        assertThat(pauses.get(0)).isEqualTo(250);
        assertThat(pauses).endsWith(5_000L);
    }

    @Test
    void one_acknowledgement_is_enough_and_one_refusal_of_two_hubs_is_not() {
        NoticeSpool spool = spool("a", "b");
        spool.keep(letter("x.1.1", "body"));
        List<Delivery> due = spool.due();

        spool.answered(due.get(0), 401);
        assertThat(spool.count()).isOne();
        spool.answered(due.get(1), 204);

        assertThat(spool.count()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void when_every_hub_has_refused_for_good_it_is_over() {
        NoticeSpool spool = spool("a", "b");
        spool.keep(letter("x.1.1", "body"));

        spool.due().forEach(delivery -> spool.answered(delivery, 409));

        assertThat(spool.count()).isZero();
    }

    @Test
    void a_later_run_goes_on_with_what_is_left_and_survives_a_torn_file() throws Exception {
        spool("a").keep(letter("x.1.1", "body ä"));
        Files.writeString(folder.resolve("0".repeat(64) + ".notice"), "{\"id\":");

        NoticeSpool later = spool("a");

        assertThat(later.due())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.letter()).isEqualTo(letter("x.1.1", "body ä")));
    }

    @Test
    void more_than_its_bound_is_not_taken() {
        NoticeSpool spool = spool("a");
        for (int i = 0; i < NoticeSpool.MOST; i++) {
            spool.keep(letter("x.1." + (i + 1), "body"));
        }

        assertThat(spool.keep(letter("y.1.1", "body"))).isEqualTo(NOT_KEPT);
        assertThat(spool.count()).isEqualTo(NoticeSpool.MOST);
    }

    private NoticeSpool spool(String... hubs) {
        return NoticeSpool.open(folder, List.of(hubs), () -> now);
    }

    private static Letter letter(String id, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Letter(WebhookSignature.sign(KEY, id, 1_767_225_600, bytes), bytes);
    }
}

package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.BeatIntake;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.RefusalLog;
import dev.alarum.intake.SignedPost;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.NoticeIntake;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.PlanIntake;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.ups.ReadingIntake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/wire.md}, whose MACs were made with openssl, brought to the hub's own intakes. */
class WireDocumentTest {
    private static final Path DOCUMENT = Path.of("docs", "wire.md");

    private final StampLedger ledger = new StampLedger(Moments.system(), twice -> {});
    private final RefusalLog refusals = new RefusalLog(Moments.system());
    private KeyRing keys = sender -> Optional.empty();

    @BeforeEach
    void takes_the_key_of_the_document() throws Exception {
        SenderKey key = SenderKey.parse(example("key"));
        keys = sender -> Optional.of(key);
    }

    @Test
    void the_beat_is_taken() throws Exception {
        BeatIntake.Result result = new BeatIntake(keys, ledger, refusals).take(bytes(example("beat") + "\n"));

        assertThat(result.answer()).isEqualTo(IntakeAnswer.TAKEN);
        assertThat(result.beats()).hasSize(1);
    }

    @Test
    void the_batch_is_taken() throws Exception {
        BeatIntake.Result result = new BeatIntake(keys, ledger, refusals).take(bytes(example("batch") + "\n"));

        assertThat(result.answer()).isEqualTo(IntakeAnswer.TAKEN);
        assertThat(result.beats()).hasSize(2);
    }

    @Test
    void the_notice_is_taken() throws Exception {
        NoticeIntake intake = new NoticeIntake(keys, ledger, Moments.system(), refusals);

        assertThat(intake.check(post(example("notice")))).isInstanceOf(NoticeIntake.Visit.Fresh.class);
    }

    @Test
    void the_reading_is_taken() throws Exception {
        ReadingIntake intake = new ReadingIntake(keys, ledger, Moments.system(), refusals);

        assertThat(intake.check(post(example("reading")))).isInstanceOf(ReadingIntake.Visit.Fresh.class);
    }

    @Test
    void what_a_relay_tells_of_its_plans_is_taken_and_answered_as_shown() throws Exception {
        PlanIntake intake = new PlanIntake(
                keys,
                ledger,
                () -> new Moment(0, Instant.ofEpochSecond(Long.parseLong(header("plans-answer", "webhook-timestamp")))),
                refusals);

        PlanIntake.Visit visit = intake.check(post(example("plans")));

        assertThat(visit).isInstanceOfSatisfying(PlanIntake.Visit.Fresh.class, fresh -> {
            RelayPlan plan = fresh.report().plans().get(0);
            RelayWords words = new RelayWords(
                    List.of("pve-02"),
                    List.of(new RelayWords.Known(
                            7, plan.ups(), plan.cluster(), List.of(new NodeOutcome("pve-01", Outcome.DOWN)))));
            IntakeAnswer answer = intake.answer(fresh, words);

            SignedPost shown = post(example("plans-answer"));
            assertThat(answer.json()).isEqualTo(new String(shown.body(), StandardCharsets.UTF_8));
            assertThat(answer.signature())
                    .isEqualTo(new WebhookSignature(
                            String.valueOf(shown.id()),
                            String.valueOf(shown.timestamp()),
                            String.valueOf(shown.signature())));
        });
    }

    private static String header(String example, String name) {
        return example(example)
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    private static SignedPost post(String example) {
        String[] parts = example.split("\n\n", 2);
        Map<String, String> headers = new TreeMap<>();
        parts[0].lines().forEach(line -> headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
        return new SignedPost(
                bytes(parts[1]),
                headers.get("webhook-id"),
                headers.get("webhook-timestamp"),
                headers.get("webhook-signature"));
    }

    private static String example(String name) {
        Matcher fence = Pattern.compile("(?ms)^```" + name + "\n(.*?)\n```$").matcher(document());
        assertThat(fence.find()).as("example %s in %s", name, DOCUMENT).isTrue();
        return fence.group(1);
    }

    private static String document() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

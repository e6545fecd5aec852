package dev.alarum.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.StampSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeatBasketTest {
    private static final SenderKey KEY = SenderKey.parse("A".repeat(43));
    private static final long BOOT = 1_767_225_600_000L;

    @TempDir
    Path data;

    private Moment now = new Moment(0, Instant.EPOCH);
    private BeatBasket basket;

    @BeforeEach
    void begin() {
        basket = new BeatBasket(new Name("pi"), KEY, StampSource.begin(data, Clock.systemUTC()), () -> now);
    }

    @Test
    void an_empty_basket_still_tells_that_the_relay_lives() {
        BeatBatch batch = basket.batch();

        assertThat(batch.lines()).isEmpty();
        assertThat(batch.body().lines()).hasSize(1);
        assertThat(BeatLine.parse(batch.body().strip()).isMadeWith(KEY, new byte[0]))
                .isTrue();
    }

    @Test
    void one_name_has_at_most_its_share_of_a_batch_and_gets_it_again_in_the_next() {
        for (int seq = 1; seq <= BeatBasket.MOST_LINES_OF_A_NAME; seq++) {
            assertThat(basket.collect(line("alpha", seq)).status()).isEqualTo(204);
        }

        CollectAnswer tooMany = basket.collect(line("alpha", 9));
        BeatBatch batch = basket.batch();
        CollectAnswer next = basket.collect(line("alpha", 10));

        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(batch.lines()).hasSize(BeatBasket.MOST_LINES_OF_A_NAME);
        assertThat(next.status()).isEqualTo(204);
    }

    @Test
    void never_accepted_names_make_room_for_new_ones_and_accepted_ones_stay() {
        basket.collect(line("real", 1));
        basket.answered("hub", basket.batch(), 204, "");
        for (int i = 0; i < 3 * BeatBasket.MOST_NAMES; i++) {
            now = now.plus(Duration.ofMillis(1));
            basket.collect(line("forged" + i, 1));
            basket.answered("hub", basket.batch(), 401, "");
        }

        assertThat(basket.collect(line("late", 1)).status()).isEqualTo(204);
        assertThat(basket.collect(line("real", 2)).status()).isEqualTo(204);
        assertThat(basket.batch().lines().get(0).sender()).hasToString("real");
    }

    @Test
    void a_full_batch_keeps_its_bounds_and_carries_accepted_names_first() {
        basket.collect(line("real", 1));
        basket.answered("hub", basket.batch(), 204, "");
        String flood = IntStream.range(0, BeatBasket.MOST_LINES)
                .mapToObj(i -> line("f".repeat(58) + i, 1))
                .collect(Collectors.joining("\n"));

        basket.collect(flood);
        basket.collect(line("real", 2));
        BeatBatch batch = basket.batch();

        assertThat(batch.body().lines()).hasSizeLessThanOrEqualTo(BeatBasket.MOST_LINES);
        assertThat(batch.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(128 * 1024);
        assertThat(batch.lines().get(0).sender()).hasToString("real");
        assertThat(basket.batch().lines()).isEmpty();
    }

    @Test
    void a_refused_line_does_not_make_its_name_accepted() {
        basket.collect(line("real", 1) + "\n" + line("forged", 1));

        basket.answered("hub", basket.batch(), 200, "{\"refused\":[{\"line\":3,\"status\":401,\"error\":\"MAC\"}]}");
        basket.collect(line("forged", 2) + "\n" + line("real", 2));

        assertThat(basket.batch().lines())
                .extracting(one -> one.sender().toString())
                .containsExactly("real", "forged");
    }

    @Test
    void a_conflict_the_agent_has_already_left_behind_is_not_told() {
        basket.collect(line("alpha", 1));
        basket.answered(
                "hub",
                basket.batch(),
                200,
                "{\"refused\":[{\"line\":2,\"status\":409,\"error\":\"behind\",\"boot\":" + (BOOT - 1) + "}]}");

        assertThat(basket.collect(line("alpha", 2)).status()).isEqualTo(204);
    }

    @Test
    void an_answer_that_is_no_json_changes_nothing() {
        basket.collect(line("alpha", 1));

        basket.answered("hub", basket.batch(), 409, "<html>conflict</html>");
        basket.answered("hub", basket.batch(), 200, "{\"refused\":\"x\"}");

        assertThat(basket.collect(line("alpha", 2)).status()).isEqualTo(204);
    }

    private static String line(String node, long seq) {
        return BeatLine.ofNode(new Name(node), new Stamp(BOOT, seq), KEY).text();
    }
}

package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row.StampRow;
import dev.alarum.store.Row.StampsRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptStampsTest {
    private static final int NODES = 6_000;

    private final Moment start = new Moment(7, Instant.EPOCH);
    private final Effects effects = new Effects();
    private final KeptStamps stamps = new KeptStamps(effects, start);

    KeptStampsTest() {
        IntStream.range(0, NODES).forEach(number -> stamps.add(heard("node-" + number, number + 1)));
    }

    @Test
    void everyone_s_stamp_is_kept_once_a_minute_and_never_many_in_one_second() {
        List<StampRow> kept = new ArrayList<>();

        for (int second = 1; second <= 60; second++) {
            List<StampRow> now = keptAfter(Duration.ofSeconds(second));
            assertThat(now).hasSizeLessThan(3 * NODES / 60);
            kept.addAll(now);
        }

        assertThat(kept).extracting(StampRow::sender).doesNotHaveDuplicates().hasSize(NODES);
        assertThat(kept).contains(new StampRow("node-41", "beat", 1, 42));
    }

    @Test
    void whose_turn_came_while_the_hub_stood_still_is_kept_after_it() {
        keptAfter(Duration.ofSeconds(1));

        List<StampRow> kept = keptAfter(Duration.ofSeconds(30));

        assertThat(kept.size()).isBetween(NODES / 4, NODES * 3 / 4);
        assertThat(keptAfter(Duration.ofSeconds(60)).size() + kept.size()).isBetween(NODES * 9 / 10, NODES);
    }

    @Test
    void after_minutes_of_standing_still_everyone_is_kept_once() {
        List<StampRow> kept = keptAfter(Duration.ofMinutes(10));

        assertThat(kept).extracting(StampRow::sender).doesNotHaveDuplicates().hasSize(NODES);
    }

    @Test
    void two_ticks_in_one_second_keep_nothing_twice() {
        keptAfter(Duration.ofMillis(2_000));

        assertThat(keptAfter(Duration.ofMillis(2_900))).isEmpty();
    }

    @Test
    void of_one_that_is_known_no_more_nothing_is_kept() {
        stamps.remove(heard("node-41", 42));

        assertThat(keptAfter(Duration.ofMinutes(1)))
                .hasSize(NODES - 1)
                .extracting(StampRow::sender)
                .doesNotContain("node-41");
    }

    private List<StampRow> keptAfter(Duration duration) {
        stamps.keep(start.plus(duration));
        return effects.drain().stream()
                .map(effect -> ((Effect.Save) effect).row())
                .flatMap(row -> ((StampsRow) row).stamps().stream())
                .toList();
    }

    private Watched heard(String name, long seq) {
        Sender sender = Sender.node(new Name(name));
        Watched one = new Watched(sender, new Name("home"), Duration.ofSeconds(20), start);
        one.hear(new Beat(sender, Beat.DIRECT, new Stamp(1, seq)), start, start);
        return one;
    }
}

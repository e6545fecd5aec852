package dev.alarum.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.StampLedger.Judgement;
import dev.alarum.heartbeat.StampLedger.Kind;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StampLedgerTest {
    private static final Judgement FRESH = new Judgement.Fresh();
    private static final Judgement KNOWN = new Judgement.Known();
    private static final Sender NODE = Sender.node(new Name("pve-01"));
    private static final Sender RELAY = Sender.relay(new Name("attic"));
    private static final String VIA_RELAY = "relay:attic";

    private final List<Sender> duplicates = new ArrayList<>();
    private Moment now = new Moment(0, Instant.EPOCH);
    private final StampLedger ledger = new StampLedger(() -> now, duplicates::add);

    @Nested
    class A_beat {
        @Test
        void counts_once_on_each_path() {
            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 5))).isEqualTo(FRESH);
            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 5))).isEqualTo(KNOWN);
            assertThat(ledger.hear(NODE, VIA_RELAY, at(10, 5))).isEqualTo(FRESH);
            assertThat(ledger.hear(NODE, VIA_RELAY, at(10, 5))).isEqualTo(KNOWN);
        }

        @Test
        void that_is_a_little_older_changes_nothing() {
            ledger.hear(NODE, Beat.DIRECT, at(10, 100));

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 99))).isEqualTo(KNOWN);
            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 40))).isEqualTo(KNOWN);
            assertThat(ledger.rows()).containsExactly(new Row.StampRow("pve-01", "beat", 10, 100));
        }

        @Test
        void more_than_sixty_behind_or_of_an_earlier_boot_is_told_the_newest_boot() {
            ledger.hear(NODE, Beat.DIRECT, at(10, 100));

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 39))).isEqualTo(new Judgement.Behind(10));
            assertThat(ledger.hear(NODE, VIA_RELAY, at(10, 39))).isEqualTo(new Judgement.Behind(10));
            assertThat(ledger.hear(NODE, VIA_RELAY, at(9, 1000))).isEqualTo(new Judgement.Behind(10));
        }

        @Test
        void of_a_newer_boot_counts_from_its_first_seq() {
            ledger.hear(NODE, Beat.DIRECT, at(10, 100));

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(11, 1))).isEqualTo(FRESH);
        }

        @Test
        void is_not_silenced_by_a_notice_of_a_newer_boot() {
            ledger.hear(NODE, Beat.DIRECT, at(10, 100));
            ledger.count(NODE, Kind.NOTICE, "", at(11, 1), true);

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 101))).isEqualTo(FRESH);
            assertThat(ledger.hear(NODE, Beat.DIRECT, at(9, 1))).isEqualTo(new Judgement.Behind(11));
        }
    }

    @Nested
    class A_notice {
        @Test
        void is_fresh_until_it_is_on_disk_but_counts_once() {
            assertThat(ledger.count(NODE, Kind.NOTICE, "", at(10, 5), false)).isTrue();
            assertThat(judgeNotice(at(10, 5))).isEqualTo(FRESH);

            assertThat(ledger.count(NODE, Kind.NOTICE, "", at(10, 5), true)).isFalse();
            assertThat(judgeNotice(at(10, 5))).isEqualTo(KNOWN);
        }

        @Test
        void that_is_older_than_the_newest_is_put_on_disk_but_does_not_count() {
            ledger.count(NODE, Kind.NOTICE, "", at(10, 5), true);

            assertThat(judgeNotice(at(10, 4))).isEqualTo(FRESH);
            assertThat(ledger.count(NODE, Kind.NOTICE, "", at(10, 4), true)).isFalse();
            assertThat(judgeNotice(at(10, 4))).isEqualTo(KNOWN);
        }

        @Test
        void of_an_earlier_boot_than_any_message_is_behind() {
            ledger.hear(NODE, Beat.DIRECT, at(11, 1));

            assertThat(judgeNotice(at(10, 5))).isEqualTo(new Judgement.Behind(11));
            assertThat(ledger.count(NODE, Kind.NOTICE, "", at(10, 5), true)).isFalse();
        }

        @Test
        void brought_by_many_at_once_counts_for_exactly_one() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                for (int round = 1; round <= 200; round++) {
                    Stamp stamp = at(10, round);
                    CountDownLatch together = new CountDownLatch(8);
                    List<Future<Boolean>> told = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        told.add(threads.submit(() -> {
                            together.countDown();
                            together.await();
                            return ledger.count(NODE, Kind.NOTICE, "", stamp, true);
                        }));
                    }
                    int counted = 0;
                    for (Future<Boolean> one : told) {
                        counted += one.get() ? 1 : 0;
                    }
                    assertThat(counted).isEqualTo(1);
                }
            } finally {
                threads.shutdown();
            }
        }

        private Judgement judgeNotice(Stamp stamp) {
            return ledger.judge(NODE, Kind.NOTICE, "", stamp);
        }
    }

    @Nested
    class A_reading {
        @Test
        void is_ordered_by_ups_and_superseded_by_a_newer_one_on_disk() {
            ledger.count(RELAY, Kind.READING, "apc", at(10, 5), true);

            assertThat(ledger.judge(RELAY, Kind.READING, "apc", at(10, 4))).isEqualTo(KNOWN);
            assertThat(ledger.judge(RELAY, Kind.READING, "eaton", at(10, 4))).isEqualTo(FRESH);
            assertThat(ledger.count(RELAY, Kind.READING, "eaton", at(10, 4), true))
                    .isTrue();
        }

        @Test
        void that_only_memory_holds_does_not_supersede_one_for_the_disk() {
            ledger.count(RELAY, Kind.READING, "apc", at(10, 5), false);

            assertThat(ledger.judge(RELAY, Kind.READING, "apc", at(10, 4))).isEqualTo(FRESH);
            assertThat(ledger.count(RELAY, Kind.READING, "apc", at(10, 4), true))
                    .isFalse();
        }
    }

    @Nested
    class After_a_restart {
        @Test
        void what_was_heard_before_is_new_on_no_path() {
            ledger.restore(memory(List.of(new Row.StampRow("pve-01", "beat", 10, 100)), List.of(), List.of()));

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 100))).isEqualTo(KNOWN);
            assertThat(ledger.hear(NODE, VIA_RELAY, at(10, 99))).isEqualTo(KNOWN);
            assertThat(ledger.hear(NODE, VIA_RELAY, at(9, 1))).isEqualTo(new Judgement.Behind(10));
            assertThat(ledger.hear(NODE, VIA_RELAY, at(10, 101))).isEqualTo(FRESH);
            assertThat(ledger.hear(NODE, Beat.DIRECT, at(10, 101))).isEqualTo(FRESH);
        }

        @Test
        void notices_and_readings_on_disk_are_known() {
            ledger.restore(memory(
                    List.of(),
                    List.of(new Row.NoticeRow("pve-01.10.5", "pve-01", 10, 5, "STOP", "", null, 0)),
                    List.of(new Row.ReadingRow("APC", "attic", 10, 7, "MAINS", "", null, null, null, null, 0, 0))));

            assertThat(ledger.judge(NODE, Kind.NOTICE, "", at(10, 5))).isEqualTo(KNOWN);
            assertThat(ledger.judge(RELAY, Kind.READING, "apc", at(10, 7))).isEqualTo(KNOWN);
            assertThat(ledger.judge(RELAY, Kind.READING, "apc", at(10, 8))).isEqualTo(FRESH);
        }

        @Test
        void a_sender_that_was_expected_but_never_heard_is_free() {
            Row.SenderRow expected = new Row.SenderRow("pve-01", "home", "NEW", 0, 0, 0, null, null, null);
            ledger.restore(new Memory(
                    List.of(expected),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    0,
                    0));

            assertThat(ledger.hear(NODE, Beat.DIRECT, at(1, 1))).isEqualTo(FRESH);
        }

        private Memory memory(List<Row.StampRow> stamps, List<Row.NoticeRow> notices, List<Row.ReadingRow> readings) {
            return new Memory(
                    List.of(), stamps, List.of(), readings, List.of(), List.of(), List.of(), List.of(), notices, 0, 0);
        }
    }

    @Nested
    class Two_machines_of_one_name {
        @Test
        void are_reported_at_the_fourth_boot_within_a_minute_and_not_again_for_the_next() {
            for (int boot = 1; boot <= 3; boot++) {
                beginBoot(boot);
            }
            assertThat(duplicates).isEmpty();

            beginBoot(4);
            beginBoot(5);

            assertThat(duplicates).containsExactly(NODE);
        }

        @Test
        void are_not_reported_when_the_boots_are_over_a_minute_apart() {
            for (int boot = 1; boot <= 20; boot++) {
                beginBoot(boot);
                now = now.plus(Duration.ofSeconds(21));
            }

            assertThat(duplicates).isEmpty();
        }

        private void beginBoot(int boot) {
            ledger.hear(NODE, Beat.DIRECT, at(boot, 1));
            ledger.hear(NODE, Beat.DIRECT, at(boot, 2));
        }
    }

    @Test
    void a_forgotten_sender_begins_anew() {
        ledger.hear(NODE, Beat.DIRECT, at(10, 5));

        ledger.forget(NODE);

        assertThat(ledger.hear(NODE, Beat.DIRECT, at(1, 1))).isEqualTo(FRESH);
    }

    private static Stamp at(long boot, long seq) {
        return new Stamp(boot, seq);
    }
}

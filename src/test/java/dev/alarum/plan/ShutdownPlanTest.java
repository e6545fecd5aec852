package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.plan.ShutdownPlan.State;
import dev.alarum.store.Row;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShutdownPlanTest {
    private static final Moment START = new Moment(5, Instant.parse("2026-01-01T00:00:00Z"));

    private Moment now = START;
    private ShutdownPlan plan = planOf(4);

    @Test
    void the_first_order_goes_out_at_once_and_never_again() {
        assertThat(sent()).containsExactly(1);
        assertThat(sent()).isEmpty();
    }

    @Test
    void the_next_goes_out_when_the_one_before_is_answered() {
        sent();

        answer(1, Outcome.ACCEPTED);

        assertThat(sent()).containsExactly(2);
        assertThat(sent()).isEmpty();
    }

    @Test
    void a_refusal_is_an_answer_too() {
        sent();

        answer(1, Outcome.REFUSED);

        assertThat(sent()).containsExactly(2);
    }

    @Test
    void a_slow_node_holds_up_no_other_for_more_than_its_share_of_two_seconds() {
        plan = planOf(3);
        sent();

        assertThat(after(999)).isEmpty();
        assertThat(after(1)).containsExactly(2);
    }

    @Test
    void a_share_is_never_less_than_half_a_second() {
        plan = planOf(100);
        sent();

        assertThat(after(499)).isEmpty();
        assertThat(after(1)).containsExactly(2);
    }

    @Test
    void a_late_answer_lets_no_order_out_twice() {
        sent();
        after(1500);

        answer(1, Outcome.ACCEPTED);

        assertThat(sent()).isEmpty();
        assertThat(plan.outcomes().get(0).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void the_api_host_goes_last_when_all_others_are_answered() {
        sent();
        answer(1, Outcome.ACCEPTED);
        sent();
        answer(2, Outcome.ACCEPTED);
        assertThat(sent()).containsExactly(3);
        assertThat(after(2000)).isEmpty();

        answer(3, Outcome.ACCEPTED);

        assertThat(sent()).containsExactly(4);
    }

    @Test
    void the_api_host_waits_ten_seconds_for_the_others_and_no_longer() {
        sent();
        after(1500);
        assertThat(after(1500)).containsExactly(3);

        assertThat(after(9999)).isEmpty();
        assertThat(after(1)).containsExactly(4);
    }

    @Test
    void sixteen_nodes_of_which_one_hangs_are_asked_within_three_seconds_at_ticks_of_one_second() {
        plan = planOf(16);
        List<Integer> asked = new ArrayList<>();
        for (int tick = 0; tick < 4; tick++) {
            List<Integer> out = sent();
            while (!out.isEmpty()) {
                asked.addAll(out);
                out.stream().filter(position -> position != 5).forEach(position -> answer(position, Outcome.ACCEPTED));
                out = sent();
            }
            now = now.plus(Duration.ofSeconds(1));
            if (tick == 2) {
                // all but the last, which waits for the one that hangs
                assertThat(asked).isEqualTo(IntStream.rangeClosed(1, 15).boxed().toList());
            }
        }
    }

    @Test
    void a_single_node_is_asked_at_once() {
        plan = planOf(1);

        assertThat(sent()).containsExactly(1);
    }

    @Test
    void a_plan_for_a_ups_that_feeds_none_of_the_clusters_nodes_is_answered() {
        ClusterSettings cluster = cluster(2);
        List<Name> fed = ShutdownPlan.nodesOf(cluster, List.of(new Name("nas")));
        plan = ShutdownPlan.begin(7, 3, new Name("apc"), cluster, fed, START);

        assertThat(sent()).isEmpty();
        assertThat(plan.isAnswered()).isTrue();
    }

    @Test
    void mains_back_stops_what_is_not_sent_and_waits_for_what_is() {
        sent();
        answer(1, Outcome.ACCEPTED);
        sent();

        plan.stop(now);

        assertThat(after(60_000)).isEmpty();
        assertThat(plan.state()).isEqualTo(State.STOPPED);
        answer(2, Outcome.ACCEPTED);
        assertThat(plan.isAnswered()).isTrue();
        assertThat(plan.outcomes())
                .containsExactly(
                        new NodeOutcome("pve1", Outcome.ACCEPTED),
                        new NodeOutcome("pve2", Outcome.ACCEPTED),
                        new NodeOutcome("pve3", Outcome.STOPPED),
                        new NodeOutcome("pve4", Outcome.STOPPED));
        assertThat(plan.accepted()).containsExactly("pve1", "pve2");
    }

    @Test
    void an_order_that_got_lost_is_given_up_after_a_minute() {
        plan = planOf(1);
        sent();
        after(59_999);
        assertThat(plan.isAnswered()).isFalse();

        after(1);

        assertThat(plan.state()).isEqualTo(State.DONE);
        assertThat(plan.outcomes()).containsExactly(new NodeOutcome("pve1", Outcome.UNREACHABLE));
        assertThat(plan.details()).containsExactly("no answer within 60 s");
    }

    @Test
    void a_nodes_yes_stands_whatever_else_is_heard() {
        sent();
        answer(1, Outcome.ACCEPTED);

        answer(1, Outcome.UNREACHABLE);

        assertThat(plan.outcomes().get(0).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void an_answer_to_another_plan_or_place_changes_nothing() {
        sent();

        plan.result(StepResult.of(8, 1, Outcome.ACCEPTED, null), now);
        plan.result(StepResult.of(7, 0, Outcome.ACCEPTED, null), now);
        plan.result(StepResult.of(7, 5, Outcome.ACCEPTED, null), now);

        assertThat(plan.outcomes()).extracting(NodeOutcome::outcome).containsOnly(Outcome.PENDING);
    }

    @Test
    void only_listed_nodes_that_the_ups_feeds_are_shut_down_in_the_clusters_order() {
        List<Name> fed = List.of(new Name("PVE3"), new Name("pve1"), new Name("nas"));

        assertThat(ShutdownPlan.nodesOf(cluster(4), fed)).extracting(Name::text).containsExactly("pve1", "pve3");
        assertThat(ShutdownPlan.nodesOf(cluster(2), List.of()))
                .extracting(Name::text)
                .containsExactly("pve1", "pve2");
    }

    @Test
    void rows_are_given_once_for_each_change() {
        assertThat(plan.unsaved()).hasSize(5).first().isInstanceOf(Row.PlanRow.class);
        assertThat(plan.unsaved()).isEmpty();

        sent();
        assertThat(plan.unsaved())
                .containsExactly(new Row.StepRow(
                        7,
                        1,
                        "NODE",
                        "pve1",
                        "PENDING",
                        "sent",
                        null,
                        null,
                        now.wall().toEpochMilli()));
        answer(1, Outcome.REFUSED);
        assertThat(plan.unsaved())
                .containsExactly(new Row.StepRow(
                        7,
                        1,
                        "NODE",
                        "pve1",
                        "REFUSED",
                        "words",
                        null,
                        null,
                        now.wall().toEpochMilli()));
    }

    @Test
    void after_a_restart_answered_steps_stay_and_unanswered_ones_go_out_once_more_in_order() {
        var disk = new Disk();
        sent();
        answer(1, Outcome.ACCEPTED);
        sent();
        disk.keep();

        plan = disk.restore();
        assertThat(sent()).containsExactly(2);
        assertThat(plan.outcomes().get(0).outcome()).isEqualTo(Outcome.ACCEPTED);
        disk.keep();

        plan = disk.restore();
        assertThat(sent()).containsExactly(3);
        assertThat(plan.outcomes().get(1).outcome()).isEqualTo(Outcome.UNREACHABLE);
    }

    @Test
    void a_plan_that_was_stopped_sends_nothing_after_a_restart() {
        var disk = new Disk();
        sent();
        plan.stop(now);
        disk.keep();

        plan = disk.restore();

        assertThat(after(60_000)).isEmpty();
        assertThat(plan.state()).isEqualTo(State.STOPPED);
        assertThat(plan.isAnswered()).isTrue();
    }

    @Test
    void mains_back_right_after_a_restart_sends_nothing_again() {
        var disk = new Disk();
        sent();
        disk.keep();
        plan = disk.restore();

        plan.stop(now);

        assertThat(sent()).isEmpty();
        assertThat(plan.outcomes())
                .extracting(NodeOutcome::outcome)
                .containsExactly(Outcome.UNREACHABLE, Outcome.STOPPED, Outcome.STOPPED, Outcome.STOPPED);
    }

    private List<Integer> sent() {
        return plan.next(now).stream().map(StepOrder::position).toList();
    }

    private List<Integer> after(int millis) {
        now = now.plus(Duration.ofMillis(millis));
        return sent();
    }

    private void answer(int position, Outcome outcome) {
        plan.result(StepResult.of(7, position, outcome, outcome == Outcome.ACCEPTED ? null : "words"), now);
    }

    private static ShutdownPlan planOf(int nodes) {
        ClusterSettings cluster = cluster(nodes);
        return ShutdownPlan.begin(7, 3, new Name("apc"), cluster, cluster.nodes(), START);
    }

    private static ClusterSettings cluster(int nodes) {
        return new ClusterSettings(
                "default",
                List.of(URI.create("https://127.0.0.1:8006")),
                "alarum@pve!hub",
                "secret",
                List.of(),
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(number -> new Name("pve" + number))
                        .toList(),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }

    /** Keeps the newest row of each key, as the store does. */
    private final class Disk {
        private final java.util.Map<Integer, Row.StepRow> steps = new java.util.TreeMap<>();
        private Row.PlanRow row = new Row.PlanRow(0, 0, "", "", "", false, 0, null);

        void keep() {
            for (Row changed : plan.unsaved()) {
                if (changed instanceof Row.PlanRow planRow) {
                    row = planRow;
                } else if (changed instanceof Row.StepRow step) {
                    steps.put(step.position(), step);
                }
            }
        }

        ShutdownPlan restore() {
            now = now.plus(Duration.ofMinutes(2));
            return ShutdownPlan.restored(row, List.copyOf(steps.values()), now);
        }
    }
}

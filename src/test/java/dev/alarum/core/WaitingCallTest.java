package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.status.StatusView.CallView;
import dev.alarum.store.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that waits in its suspended flow while the world goes on. */
class WaitingCallTest {
    private final World world = new World(World.settings(1));

    private CallOrder waitingCallOf(String node) {
        List.of("a", "b", "c").forEach(world::node);
        world.relay("pi");
        world.seconds(30);
        world.phone = World::waits;
        fails(node);
        return world.calls.get(world.calls.size() - 1);
    }

    private void fails(String node) {
        world.node(node).alive = false;
        world.seconds(30);
    }

    private void comesBack(String node) {
        world.node(node).alive = true;
        world.seconds(5);
    }

    private List<String> decisions(String rule) {
        return world.rows.stream()
                .filter(Row.DecisionRow.class::isInstance)
                .map(Row.DecisionRow.class::cast)
                .filter(row -> row.rule().equals(rule))
                .map(row -> row.subject() + ": " + row.known() + ": " + row.done())
                .toList();
    }

    @Test
    void is_wanted_as_long_as_its_incident_waits_for_it() {
        CallOrder order = waitingCallOf("a");

        world.minutes(20);

        assertThat(world.calls).hasSize(1);
        assertThat(world.isVoid(order)).isFalse();
    }

    @Test
    void is_void_once_its_incident_is_over() {
        CallOrder order = waitingCallOf("a");

        comesBack("a");

        assertThat(world.isVoid(order)).isTrue();
        assertThat(world.minutes(90).isVoid(order)).as("when it is out of view").isTrue();
    }

    @Test
    void is_void_once_its_incident_is_acknowledged() {
        CallOrder order = waitingCallOf("a");

        world.update(World.heard(order));

        assertThat(world.isVoid(order)).isTrue();
    }

    @Test
    void leaves_its_contact_free_and_a_line_that_says_why_when_it_is_not_made() {
        CallOrder order = waitingCallOf("a");
        comesBack("a");
        fails("b");
        assertThat(world.calls).as("the contact seems to be on the phone").hasSize(1);

        world.update(World.notWanted(order));

        assertThat(world.calls).hasSize(2);
        assertThat(world.calls.get(1).facts().get(0).failed()).containsExactly("b");
        assertThat(decisions("not wanted"))
                .singleElement()
                .asString()
                .startsWith("incident 1: attempt 1 waited ")
                .endsWith("; the incident is recovered: does not ring Ada");
        assertThat(world.status().calls()).extracting(CallView::status).contains("not-wanted");
    }

    @Test
    void that_was_not_made_told_nobody_so_the_next_failure_of_the_node_rings() {
        CallOrder order = waitingCallOf("a");
        comesBack("a");
        world.update(World.notWanted(order));

        fails("a");

        assertThat(world.calls).hasSize(2);
        assertThat(world.status().hub().health()).isEqualTo("UP");
    }

    @Test
    void is_made_anew_when_the_incident_waits_again_by_the_time_it_is_given_up() {
        CallOrder order = waitingCallOf("a");

        world.update(World.notWanted(order)).seconds(2);

        assertThat(world.calls).hasSize(2);
        assertThat(world.isVoid(order)).as("the later attempt counts").isTrue();
        assertThat(world.isVoid(world.calls.get(1))).isFalse();
    }
}

package dev.alarum.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.ForgetRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NewsRow;
import dev.alarum.store.Row.SenderRow;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog(3);

    @Test
    void only_the_newest_row_of_a_key_waits_and_behind_all_that_are_older() {
        backlog.keep(incident(1, "OPEN"));
        backlog.keep(incident(2, "OPEN"));
        backlog.keep(incident(1, "CALLING"));

        assertThat(backlog.rows()).containsExactly(incident(2, "OPEN"), incident(1, "CALLING"));
        assertThat(backlog.lost()).isZero();
    }

    @Test
    void a_row_that_was_written_meanwhile_is_not_overwritten_by_its_older_form() {
        backlog.keep(incident(1, "OPEN"));

        backlog.isWritten(incident(1, "CALLING"));

        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void a_name_in_another_case_is_the_same_name() {
        backlog.keep(sender("pve-01", "UP"));
        backlog.keep(sender("PVE-01", "FAILED"));

        assertThat(backlog.rows()).containsExactly(sender("PVE-01", "FAILED"));
    }

    @Test
    void forgetting_and_meeting_again_stay_in_their_order() {
        backlog.keep(sender("pve-01", "UP"));
        backlog.keep(new ForgetRow("pve-01"));
        backlog.keep(sender("pve-01", "NEW"));

        assertThat(backlog.rows()).containsExactly(new ForgetRow("pve-01"), sender("pve-01", "NEW"));
    }

    @Test
    void beyond_the_bound_the_oldest_history_goes_before_any_state() {
        backlog.keep(incident(1, "OPEN"));
        backlog.keep(decision(1));
        backlog.keep(new NewsRow(2, "node-back", "pve-01", "pve-01 is back."));
        backlog.keep(incident(2, "OPEN"));
        backlog.keep(incident(3, "OPEN"));

        assertThat(backlog.rows()).containsExactly(incident(1, "OPEN"), incident(2, "OPEN"), incident(3, "OPEN"));
        assertThat(backlog.lost()).isEqualTo(2);
    }

    @Test
    void with_state_alone_the_oldest_goes() {
        for (int id = 1; id <= 5; id++) {
            backlog.keep(incident(id, "OPEN"));
        }

        assertThat(backlog.rows()).containsExactly(incident(3, "OPEN"), incident(4, "OPEN"), incident(5, "OPEN"));
    }

    private static IncidentRow incident(long id, String state) {
        return new IncidentRow(id, "home", "node", state, 1, null, "pve-01");
    }

    private static SenderRow sender(String name, String state) {
        return new SenderRow(name, "home", state, 1, 1, 1, null, null, null);
    }

    private static DecisionRow decision(long at) {
        return new DecisionRow(at, "pve-01", "law 1", "silent", "call");
    }
}

package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Answer.Seen;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveCallsTest {
    private static final String SID = "CA1";

    private final LiveCalls calls = new LiveCalls(Duration.ofSeconds(25), CallTimes.standard(), 1);
    private Moment now = new Moment(-5, Instant.parse("2026-11-23T06:00:00Z"));

    private void after(Duration time) {
        now = now.plus(time);
    }

    private void take() {
        take(1);
    }

    private void take(int attempt) {
        Contact ada = new Contact(1, "Ada", "+14155550101", "en");
        CallOrder order = new CallOrder(1, attempt, ada, List.of());
        assertThat(calls.take(new Attempt(order, now.wall(), false, null), now)).isTrue();
    }

    private void place() {
        take();
        assertThat(calls.answered(1, 1, new Answer.Placed(seen(SID, Status.QUEUED, now.wall())), now))
                .get()
                .returns(Status.QUEUED, CallUpdate::status);
    }

    private static Seen seen(String sid, Status status, @Nullable Instant created) {
        return new Seen(sid, status, null, 0, created);
    }

    @Test
    void a_call_is_asked_about_one_question_at_a_time() {
        place();

        assertThat(calls.due(now)).containsExactly(new Due.Fetch(1, 1, SID, 1));
        after(Duration.ofSeconds(20));
        assertThat(calls.due(now)).isEmpty();

        assertThat(calls.fetched(1, 1, seen(SID, Status.QUEUED, null))).isEmpty();
        assertThat(calls.due(now)).containsExactly(new Due.Fetch(1, 1, SID, 1));
        after(Duration.ofSeconds(30));
        assertThat(calls.due(now)).as("the answer got lost").hasSize(1);
    }

    @Test
    void a_call_that_rings_for_ever_ends_five_minutes_after_its_ring_timeout() {
        place();

        after(Duration.ofSeconds(324));
        assertThat(calls.due(now)).hasOnlyElementsOfType(Due.Fetch.class);
        after(Duration.ofSeconds(1));
        assertThat(calls.due(now))
                .containsExactly(
                        new Due.Report(new CallUpdate(1, 1, Status.FAILED, SID, null, 0, "no end within 325 s")));
        assertThat(calls.due(now)).isEmpty();
    }

    @Test
    void an_order_that_is_never_answered_ends_too() {
        take();

        after(Duration.ofSeconds(325));

        assertThat(calls.due(now)).hasOnlyElementsOfType(Due.Report.class);
    }

    @Test
    void questions_that_fail_for_two_minutes_in_a_row_end_it() {
        place();

        assertThat(calls.fetchFailed(1, 1, "x", now)).isEmpty();
        after(Duration.ofSeconds(119));
        assertThat(calls.fetchFailed(1, 1, "x", now)).isEmpty();
        calls.fetched(1, 1, seen(SID, Status.QUEUED, null));
        after(Duration.ofSeconds(119));
        assertThat(calls.fetchFailed(1, 1, "x", now)).as("failing anew").isEmpty();
        after(Duration.ofSeconds(120));
        assertThat(calls.fetchFailed(1, 1, "x", now)).get().returns(Status.FAILED, CallUpdate::status);
        assertThat(calls.fetchFailed(1, 1, "x", now)).isEmpty();
    }

    @Test
    void a_doubtful_order_is_looked_for_at_once_and_after_five_seconds() {
        take();
        calls.answered(1, 1, new Answer.Unsure("unreachable: x"), now);

        assertThat(calls.due(now)).containsExactly(new Due.Look(1, 1, "+14155550101", now.wall(), 1));
        assertThat(calls.looked(1, 1, List.of(), now)).isEmpty();
        after(Duration.ofMillis(4_999));
        assertThat(calls.due(now)).isEmpty();
        after(Duration.ofMillis(1));
        assertThat(calls.due(now)).hasSize(1);
        assertThat(calls.looked(1, 1, List.of(), now))
                .contains(new CallUpdate(1, 1, Status.NOT_PLACED, null, null, 0, "unreachable: x"));
    }

    @Test
    void the_call_adopted_is_the_earliest_that_fits_and_that_nobody_has() {
        calls.resume(9, 1, "+14155550101", now.wall(), 1, Status.COMPLETED, "CA-known", now);
        take();
        calls.answered(1, 1, new Answer.Unsure("unreachable: x"), now);
        Instant intended = now.wall();

        CallUpdate found = calls.looked(
                        1,
                        1,
                        List.of(
                                seen("CA-later", Status.QUEUED, intended.plusSeconds(9)),
                                seen("CA-fits", Status.RINGING, intended.minusSeconds(5)),
                                seen("CA-before", Status.COMPLETED, intended.minusSeconds(6)),
                                seen("CA-known", Status.COMPLETED, intended),
                                seen("CA-undated", Status.QUEUED, null)),
                        now)
                .orElseThrow();

        assertThat(found).isEqualTo(new CallUpdate(1, 1, Status.RINGING, "CA-fits", null, 0, null));
    }

    @Test
    void the_patience_a_provider_asks_for_is_reported_with_its_answer() {
        take();

        assertThat(calls.answered(1, 1, new Answer.Busy("busy-provider: x", Duration.ofSeconds(7)), now))
                .get()
                .returns(Status.NOT_PLACED, CallUpdate::status)
                .returns(Duration.ofSeconds(7), CallUpdate::retryAfter);
        assertThat(calls.due(now)).isEmpty();
    }

    @Test
    void whose_fault_a_refusal_is_is_reported() {
        take(1);
        take(2);

        assertThat(calls.answered(1, 1, new Answer.Refused("refused: x"), now))
                .contains(new CallUpdate(1, 1, Status.REFUSED, null, null, 0, "refused: x"));
        assertThat(calls.answered(1, 2, new Answer.BadNumber("refused: y"), now))
                .contains(new CallUpdate(1, 2, Status.BAD_NUMBER, null, null, 0, "refused: y"));
    }

    @Test
    void a_fault_after_the_call_was_placed_puts_nothing_in_doubt() {
        place();

        assertThat(calls.answered(1, 1, new Answer.Unsure("unreachable: x"), now))
                .isEmpty();

        assertThat(calls.due(now)).containsExactly(new Due.Fetch(1, 1, SID, 1));
    }
}

package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.store.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One node of a plan. */
final class Step {
    /** How an order that is out is kept, so that a restarted hub can tell it from one that never went out. */
    private static final String SENT = "sent";

    private static final String SENT_AGAIN = "sent again after a restart";

    private final int position;
    private final String node;
    private Outcome outcome = Outcome.PENDING;
    private @Nullable String detail;
    private @Nullable Moment sent;
    private Instant changed;
    private boolean sentBefore;
    private boolean givenUp;
    private boolean unsaved = true;

    Step(int position, String node, Instant at) {
        this.position = position;
        this.node = node;
        this.changed = at;
    }

    /** The step as kept; one that was out without an answer may go out once more. */
    static Step restored(Row.StepRow row) {
        Step step = new Step(row.position(), row.node(), Instant.ofEpochMilli(row.at()));
        step.outcome = Outcome.valueOf(row.outcome());
        step.detail = row.detail();
        step.unsaved = false;
        if (step.outcome == Outcome.PENDING) {
            step.sentBefore = SENT.equals(row.detail());
            if (SENT_AGAIN.equals(row.detail())) {
                step.giveUp("no answer is known: the hub was restarted twice meanwhile", step.changed);
            }
        }
        return step;
    }

    void send(Moment now) {
        sent = now;
        keep(Outcome.PENDING, sentBefore ? SENT_AGAIN : SENT, now.wall());
    }

    /** Takes an answer; the node's yes stands whatever else is heard of it. */
    void answer(Outcome answer, @Nullable String words, Instant at) {
        if (outcome == Outcome.PENDING || givenUp || answer == Outcome.ACCEPTED) {
            givenUp = false;
            keep(answer, words, at);
        }
    }

    void giveUp(String words, Instant at) {
        givenUp = true;
        keep(Outcome.UNREACHABLE, words, at);
    }

    /** Mains is back: an order that is not out stays in. Whether one of before a restart arrived, nobody knows. */
    void stop(Instant at) {
        if (sentBefore) {
            giveUp("no answer is known: the hub was restarted meanwhile", at);
        } else {
            keep(Outcome.STOPPED, null, at);
        }
    }

    boolean isUnsent() {
        return outcome == Outcome.PENDING && sent == null;
    }

    boolean isAnswered() {
        return outcome != Outcome.PENDING;
    }

    /** When it was sent by this process; null if it was not. */
    @Nullable
    Moment sent() {
        return sent;
    }

    String node() {
        return node;
    }

    int position() {
        return position;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The API's words once it is answered; null before and if there are none. */
    @Nullable
    String words() {
        return isAnswered() ? detail : null;
    }

    /** Its row if it changed since this was last asked; else null. */
    Row.@Nullable StepRow unsaved(long plan) {
        if (!unsaved) {
            return null;
        }
        unsaved = false;
        return new Row.StepRow(
                plan, position, StepKind.NODE.name(), node, outcome.name(), detail, null, null, changed.toEpochMilli());
    }

    private void keep(Outcome fresh, @Nullable String words, Instant at) {
        outcome = fresh;
        detail = words;
        changed = at;
        unsaved = true;
    }
}

package dev.alarum.call;

import dev.alarum.call.Answer.Seen;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One attempt that is not over: how far it is, and when it was last asked about. */
final class LiveCall {
    /** How far it is. */
    enum Phase {
        /** The order to call is under way. */
        DIALLING,
        /** The provider may have the call: its list is asked. */
        LOOKING,
        /** The provider has the call: it is asked how it goes. */
        FOLLOWING
    }

    /** An answer that is not there by then will not come: the network's own limit is shorter. */
    private static final Duration LOST = Duration.ofSeconds(30);

    final long incident;
    final int attempt;
    final String phone;
    final Instant intended;
    final int provider;
    final Moment since;
    private Phase phase = Phase.DIALLING;
    private Status status = Status.INTENT;
    private @Nullable String sid;
    private @Nullable String answeredBy;
    private @Nullable String detail;
    private @Nullable Moment asked;
    private @Nullable Moment failing;
    private Moment next;
    private int looks;

    LiveCall(long incident, int attempt, String phone, Instant intended, int provider, Moment since) {
        this.incident = incident;
        this.attempt = attempt;
        this.phone = phone;
        this.intended = intended;
        this.provider = provider;
        this.since = since;
        this.next = since;
    }

    Phase phase() {
        return phase;
    }

    @Nullable
    String sid() {
        return sid;
    }

    @Nullable
    String detail() {
        return detail;
    }

    /** The next thing about it happens at that moment. */
    void turn(Phase to, String why, Moment at) {
        phase = to;
        detail = why;
        next = at;
        asked = null;
    }

    /** The provider has it under that id. */
    void follow(String id, Status known) {
        phase = Phase.FOLLOWING;
        sid = id;
        status = known;
        detail = null;
        asked = null;
    }

    /** Whether it is time to ask, and nothing is under way. */
    boolean isDue(Moment now) {
        boolean waiting = asked != null && now.since(asked).compareTo(LOST) < 0;
        return !waiting && now.isAtOrAfter(next);
    }

    void ask(Moment now) {
        asked = now;
    }

    /** How many looks into the list found nothing, this one counted. */
    int lookedInVain(Moment again) {
        asked = null;
        next = again;
        return ++looks;
    }

    /** For how long the questions have been failing, this one counted. */
    Duration failingSince(Moment now) {
        asked = null;
        if (failing == null) {
            failing = now;
        }
        return now.since(failing);
    }

    /** Whether that was so before what is known already: such news may overtake one another. */
    boolean isPast(Seen seen) {
        return seen.status().compareTo(status) < 0;
    }

    /** Takes in what the provider shows; tells whether that is anything new. */
    boolean takeIn(Seen seen) {
        boolean isNew = seen.status() != status
                || (seen.answeredBy() != null && !seen.answeredBy().equals(answeredBy));
        asked = null;
        failing = null;
        status = seen.status();
        answeredBy = seen.answeredBy() == null ? answeredBy : seen.answeredBy();
        return isNew;
    }

    CallUpdate update(int seconds) {
        return new CallUpdate(incident, attempt, status, sid, answeredBy, seconds, detail);
    }

    CallUpdate end(Status with, @Nullable String why) {
        return new CallUpdate(incident, attempt, with, sid, answeredBy, 0, why);
    }
}

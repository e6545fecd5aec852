package dev.alarum.core;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.call.Key;
import dev.alarum.incident.Cause;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.status.StatusView.CallView;
import dev.alarum.store.Row;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One attempt to reach one contact, as it stands. */
final class Attempt {
    final long incident;
    final int number;
    final int contactOrder;
    final String contact;
    final String phone;
    final Moment at;
    /** As in {@link dev.alarum.call.CallOrder#provider}. */
    final int provider;

    /** The incidents that are spoken of in this call, and what is said of them. */
    final Map<Long, Told> told;

    /** What a call says of one incident. */
    record Told(Cause cause, Set<Name> nodes) {
        Told {
            nodes = Set.copyOf(nodes);
        }
    }

    CallUpdate.Status status = CallUpdate.Status.INTENT;

    @Nullable
    String sid;

    @Nullable
    String answeredBy;

    int durationSeconds;

    @Nullable
    String detail;

    /** The provider told of it over the public URL. */
    boolean calledBack;

    /** The key that was pressed last and did something. */
    @Nullable
    Key key;

    Attempt(long incident, int number, Contact contact, Moment at, int provider, Map<Long, Told> told) {
        this(incident, number, contact.order(), contact.name(), contact.phone(), at, provider, told);
    }

    private Attempt(
            long incident,
            int number,
            int contactOrder,
            String contact,
            String phone,
            Moment at,
            int provider,
            Map<Long, Told> told) {
        this.incident = incident;
        this.number = number;
        this.contactOrder = contactOrder;
        this.contact = contact;
        this.phone = phone;
        this.at = at;
        this.provider = provider;
        this.told = Map.copyOf(told);
    }

    static Attempt of(Row.AttemptRow row, Map<Long, Told> told, Moment start) {
        Attempt attempt = new Attempt(
                row.incident(),
                row.attempt(),
                row.contactOrder(),
                row.contact(),
                row.phone(),
                Anchor.past(start, row.at()),
                row.provider(),
                told);
        attempt.status = CallUpdate.Status.ofWord(row.status());
        attempt.sid = row.sid();
        attempt.answeredBy = row.answeredBy();
        attempt.durationSeconds = row.durationSeconds();
        attempt.detail = row.detail();
        attempt.key = row.pressed() == null ? null : Key.of(row.pressed()).orElse(null);
        return attempt;
    }

    void take(CallUpdate update) {
        status = update.status();
        sid = update.sid() == null ? sid : update.sid();
        answeredBy = update.answeredBy() == null ? answeredBy : update.answeredBy();
        durationSeconds = Math.max(durationSeconds, update.durationSeconds());
        detail = update.detail();
    }

    boolean isLive() {
        return !status.isFinal();
    }

    /** Whether the provider took the call, so that it may cost money. */
    boolean isAccepted() {
        return switch (status) {
            case INTENT, NOT_PLACED, REFUSED, BAD_NUMBER, NOT_WANTED -> false;
            case QUEUED, RINGING, IN_PROGRESS, COMPLETED, BUSY, NO_ANSWER, FAILED, CANCELED -> true;
        };
    }

    /** What is known of how it went. */
    CallUpdate whole() {
        return new CallUpdate(incident, number, status, sid, answeredBy, durationSeconds, detail);
    }

    Row.AttemptRow row() {
        return new Row.AttemptRow(
                incident,
                number,
                contactOrder,
                contact,
                phone,
                status.word(),
                sid,
                answeredBy,
                durationSeconds,
                detail,
                at.wall().toEpochMilli(),
                key == null ? null : String.valueOf(key.digit()),
                provider);
    }

    CallView view() {
        return new CallView(
                incident,
                contact,
                number,
                status.word(),
                answeredBy,
                key == null ? null : String.valueOf(key.digit()),
                at.wall().toString(),
                detail);
    }
}

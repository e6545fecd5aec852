package dev.alarum.ups;

import dev.alarum.heartbeat.StampLedger;
import dev.alarum.heartbeat.StampLedger.Judgement;
import dev.alarum.heartbeat.StampLedger.Kind;
import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.MessageId;
import dev.alarum.intake.Refusal;
import dev.alarum.intake.RefusalLog;
import dev.alarum.intake.SignedPost;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Sender;
import dev.alarum.node.WebhookSignature;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies readings and says what is to be done with each. The order is: {@link #check}, then the row on disk, then
 * {@link #kept} or {@link #notKept}, and only with their outcome the hub and the answer. Safe to be used by several
 * threads.
 */
public final class ReadingIntake {
    /** The most UPSes one relay may report; more would fill the hub's memory. */
    public static final int MOST_UPSES = 64;

    private final KeyRing keys;
    private final StampLedger ledger;
    private final Moments moments;
    private final RefusalLog refusals;

    /** An intake by those keys and stamps. */
    public ReadingIntake(KeyRing keys, StampLedger ledger, Moments moments, RefusalLog refusals) {
        this.keys = keys;
        this.ledger = ledger;
        this.moments = moments;
        this.refusals = refusals;
    }

    /** What a message turned out to be. */
    public sealed interface Visit {
        /** Nothing is to be done but to answer. */
        record Answered(IntakeAnswer answer) implements Visit {}

        /** It is verified and to be put on disk. */
        record Fresh(Reading reading, Row.ReadingRow row) implements Visit {}
    }

    /**
     * What is to be done after the store was tried.
     *
     * @param reading what the hub must hear; null: it heard it before, or heard a newer one of that UPS
     */
    public record Outcome(IntakeAnswer answer, @Nullable Reading reading) {}

    /** Verifies a message; changes nothing. */
    public Visit check(SignedPost post) {
        try {
            MessageId id = post.verified(keys, named -> Sender.relay(named.name()));
            if (String.valueOf(post.id()).startsWith("relay:")) {
                throw Refusal.malformed(WebhookSignature.ID + " of a reading is NAME.BOOT.SEQ without relay:");
            }
            Reading reading = ReadingParser.parse(id, post.body());
            String ups = reading.ups().key();
            if (!ledger.hasLane(id.sender(), Kind.READING, ups)
                    && ledger.lanes(id.sender(), Kind.READING) >= MOST_UPSES) {
                throw Refusal.malformed("ups: this relay reports over " + MOST_UPSES + " of them");
            }
            Judgement judgement = ledger.judge(id.sender(), Kind.READING, ups, id.stamp());
            if (judgement instanceof Judgement.Behind behind) {
                throw Refusal.behind(behind.boot());
            }
            return judgement instanceof Judgement.Known
                    ? new Visit.Answered(IntakeAnswer.HAD_BEFORE)
                    : new Visit.Fresh(reading, row(reading));
        } catch (Refusal e) {
            if (e.answer().status() == 401) {
                refusals.unverified("reading", String.valueOf(e.getMessage()));
            }
            return new Visit.Answered(e.answer());
        }
    }

    /** The row is on disk: the relay may be told so. */
    public Outcome kept(Visit.Fresh visit) {
        return outcome(visit, true, IntakeAnswer.TAKEN);
    }

    /** The row is not on disk: the hub acts on the reading all the same, but the relay must go on trying. */
    public Outcome notKept(Visit.Fresh visit) {
        return outcome(visit, false, IntakeAnswer.STORE_CANNOT_WRITE);
    }

    private Outcome outcome(Visit.Fresh visit, boolean kept, IntakeAnswer answer) {
        Reading reading = visit.reading();
        boolean counts = ledger.count(
                Sender.relay(reading.relay()), Kind.READING, reading.ups().key(), reading.stamp(), kept);
        return new Outcome(answer, counts ? reading : null);
    }

    private Row.ReadingRow row(Reading reading) {
        Duration runtime = reading.runtime();
        return new Row.ReadingRow(
                reading.ups().text(),
                reading.relay().text(),
                reading.stamp().boot(),
                reading.stamp().seq(),
                reading.state().name(),
                reading.flags().stream().map(Enum::name).sorted().collect(Collectors.joining(",")),
                reading.chargePercent(),
                runtime == null ? null : runtime.toSeconds(),
                reading.loadPercent(),
                reading.lastTransfer(),
                reading.age().toSeconds(),
                moments.now().wall().toEpochMilli());
    }
}

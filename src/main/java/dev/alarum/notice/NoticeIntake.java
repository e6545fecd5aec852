package dev.alarum.notice;

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
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Verifies notices and says what is to be done with each. The order is: {@link #check}, then the row on disk, then
 * {@link #kept} or {@link #notKept}, and only with their outcome the hub and the answer. Safe to be used by several
 * threads.
 */
public final class NoticeIntake {
    private static final String ALL = "";

    private final KeyRing keys;
    private final StampLedger ledger;
    private final Moments moments;
    private final RefusalLog refusals;

    /** An intake by those keys and stamps. */
    public NoticeIntake(KeyRing keys, StampLedger ledger, Moments moments, RefusalLog refusals) {
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
        record Fresh(Notice notice, Row.NoticeRow row) implements Visit {}
    }

    /**
     * What is to be done after the store was tried.
     *
     * @param notice what the hub must hear; null: it heard it before, or heard a newer one
     */
    public record Outcome(IntakeAnswer answer, @Nullable Notice notice) {}

    /** Verifies a message; changes nothing. */
    public Visit check(SignedPost post) {
        try {
            MessageId id = post.verified(keys, UnaryOperator.identity());
            Notice notice = NoticeParser.parse(id, post.body());
            Judgement judgement = ledger.judge(id.sender(), Kind.NOTICE, ALL, id.stamp());
            if (judgement instanceof Judgement.Behind behind) {
                throw Refusal.behind(behind.boot());
            }
            return judgement instanceof Judgement.Known
                    ? new Visit.Answered(IntakeAnswer.HAD_BEFORE)
                    : new Visit.Fresh(notice, row(id, notice));
        } catch (Refusal e) {
            if (e.answer().status() == 401) {
                refusals.unverified("notice", String.valueOf(e.getMessage()));
            }
            return new Visit.Answered(e.answer());
        }
    }

    /** The row is on disk: the sender may be told so. */
    public Outcome kept(Visit.Fresh visit) {
        return outcome(visit, true, IntakeAnswer.TAKEN);
    }

    /** The row is not on disk: the hub acts on the notice all the same, but the sender must go on trying. */
    public Outcome notKept(Visit.Fresh visit) {
        return outcome(visit, false, IntakeAnswer.STORE_CANNOT_WRITE);
    }

    private Outcome outcome(Visit.Fresh visit, boolean kept, IntakeAnswer answer) {
        Notice notice = visit.notice();
        boolean counts = ledger.count(notice.sender(), Kind.NOTICE, ALL, notice.stamp(), kept);
        return new Outcome(answer, counts ? notice : null);
    }

    private Row.NoticeRow row(MessageId id, Notice notice) {
        Duration lease = notice.lease();
        return new Row.NoticeRow(
                id.toString(),
                id.sender().toString(),
                id.stamp().boot(),
                id.stamp().seq(),
                notice.kind().name(),
                notice.reason(),
                lease == null ? null : lease.toSeconds(),
                moments.now().wall().toEpochMilli());
    }
}

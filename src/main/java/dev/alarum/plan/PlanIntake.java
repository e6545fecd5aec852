package dev.alarum.plan;

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
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.store.Row;
import java.nio.charset.StandardCharsets;

/**
 * Verifies what relays tell of waking and shutting down, and signs what the hub tells them. Safe to be used by several
 * threads.
 */
public final class PlanIntake {
    /** Before the id of the message that an answer belongs to. */
    public static final String ANSWER = "hub:";

    private static final String ALL = "";

    private final KeyRing keys;
    private final StampLedger ledger;
    private final Moments moments;
    private final RefusalLog refusals;

    /** An intake by those keys and stamps. */
    public PlanIntake(KeyRing keys, StampLedger ledger, Moments moments, RefusalLog refusals) {
        this.keys = keys;
        this.ledger = ledger;
        this.moments = moments;
        this.refusals = refusals;
    }

    /** What a message turned out to be. */
    public sealed interface Visit {
        /** Nothing is to be done but to answer. */
        record Answered(IntakeAnswer answer) implements Visit {}

        /**
         * It is verified and newer than every one before: the hub must hear it.
         *
         * @param row its stamp, to be kept: after a restart the same message is not new
         */
        record Fresh(MessageId id, RelayReport report, Row.StampRow row) implements Visit {}
    }

    /** Verifies a message and, if it is new, takes its stamp down: of several threads with the same one, one gets it. */
    public Visit check(SignedPost post) {
        try {
            MessageId id = post.verified(keys, named -> Sender.relay(named.name()));
            if (String.valueOf(post.id()).startsWith("relay:")) {
                throw Refusal.malformed(WebhookSignature.ID + " of plans is NAME.BOOT.SEQ without relay:");
            }
            RelayReport report = RelayReportParser.parse(id, post.body());
            Judgement judgement = ledger.judge(id.sender(), Kind.PLAN, ALL, id.stamp());
            if (judgement instanceof Judgement.Behind behind) {
                throw Refusal.behind(behind.boot());
            }
            boolean counts =
                    judgement instanceof Judgement.Fresh && ledger.count(id.sender(), Kind.PLAN, ALL, id.stamp(), true);
            return counts ? new Visit.Fresh(id, report, row(id)) : new Visit.Answered(IntakeAnswer.HAD_BEFORE);
        } catch (Refusal e) {
            if (e.answer().status() == 401) {
                refusals.unverified("plans", String.valueOf(e.getMessage()));
            }
            return new Visit.Answered(e.answer());
        }
    }

    private static Row.StampRow row(MessageId id) {
        return new Row.StampRow(
                id.sender().toString(),
                Kind.PLAN.word(),
                id.stamp().boot(),
                id.stamp().seq());
    }

    /**
     * What the hub tells that relay, signed with the relay's own key: only the two of them have it, and the id makes it an
     * answer to this message and no other.
     */
    public IntakeAnswer answer(Visit.Fresh visit, RelayWords words) {
        SenderKey key = keys.keyOf(visit.id().sender()).orElse(null);
        if (key == null) {
            return IntakeAnswer.error(401, "node " + visit.id().sender() + " is revoked");
        }
        IntakeAnswer answer = new IntakeAnswer(200, RelayWordsText.of(words));
        return answer.signed(WebhookSignature.sign(
                key,
                answerTo(visit.id()),
                moments.now().wall().getEpochSecond(),
                answer.json().getBytes(StandardCharsets.UTF_8)));
    }

    private static String answerTo(MessageId id) {
        return ANSWER + id.sender().name() + "." + id.stamp().boot() + "."
                + id.stamp().seq();
    }
}

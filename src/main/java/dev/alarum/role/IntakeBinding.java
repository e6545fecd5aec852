package dev.alarum.role;

import dev.alarum.heartbeat.BeatIntake;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.RefusalLog;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.NoticeIntake;
import dev.alarum.notice.NoticeIntakeBinding;
import dev.alarum.plan.PlanIntake;
import dev.alarum.plan.PlanIntakeBinding;
import dev.alarum.ups.ReadingIntake;
import dev.alarum.ups.ReadingIntakeBinding;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/** The bean {@code intakeReply} of the intake flows: it turns an answer into an HTTP response with nothing else in it. */
public final class IntakeBinding {
    private static final IntakeAnswer INTERNAL = IntakeAnswer.error(500, "internal error; the hub's log says more");

    private static final IntakeAnswer NOT_WATCHING =
            IntakeAnswer.error(503, "not counted: an operator has stopped the watch of this hub");

    private IntakeBinding() {}

    /** The beans of the flows beat-intake, notice-intake, reading-intake and plan-intake. */
    public static Map<String, Object> beans(KeyRing keys, StampLedger ledger, Moments moments) {
        RefusalLog refusals = new RefusalLog(moments);
        return Map.of(
                "beatIntake", new BeatIntake(keys, ledger, refusals),
                "noticeIntake", new NoticeIntakeBinding(new NoticeIntake(keys, ledger, moments, refusals)),
                "readingIntake", new ReadingIntakeBinding(new ReadingIntake(keys, ledger, moments, refusals)),
                "planIntake", new PlanIntakeBinding(new PlanIntake(keys, ledger, moments, refusals)),
                "intakeReply", new IntakeBinding(),
                "firstFailure", new FirstFailureStrategy());
    }

    /** Answers with the flow's variable {@code answer}, unless a failure was answered already. */
    public void give(@Variable("answer") IntakeAnswer answer, Exchange exchange) {
        if (!FirstFailureStrategy.isFailure(exchange)) {
            write(answer, exchange);
        }
    }

    /** Answers that the flow which counts beats does not run. */
    public void notWatching(Exchange exchange) {
        write(NOT_WATCHING, exchange);
    }

    /** Answers that the hub itself failed. */
    public void failed(Exchange exchange) {
        write(INTERNAL, exchange);
    }

    private static void write(IntakeAnswer answer, Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        WebhookSignature signature = answer.signature();
        if (signature != null) {
            message.setHeader(WebhookSignature.ID, signature.id());
            message.setHeader(WebhookSignature.TIMESTAMP, signature.timestamp());
            message.setHeader(WebhookSignature.SIGNATURE, signature.signature());
        }
        String contentType = answer.contentType();
        if (contentType == null) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, contentType);
            message.setBody(answer.body());
        }
    }
}

package dev.alarum.role;

import dev.alarum.heartbeat.BeatIntake;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.RefusalLog;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.notice.NoticeIntake;
import dev.alarum.notice.NoticeIntakeBinding;
import dev.alarum.ups.ReadingIntake;
import dev.alarum.ups.ReadingIntakeBinding;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/** The bean {@code intakeReply} of the intake flows: it turns an answer into an HTTP response with nothing else in it. */
public final class IntakeBinding {
    private static final IntakeAnswer INTERNAL = IntakeAnswer.error(500, "internal error; the hub's log says more");

    private IntakeBinding() {}

    /** The beans of the flows beat-intake, notice-intake and reading-intake. */
    public static Map<String, Object> beans(KeyRing keys, StampLedger ledger, Moments moments) {
        RefusalLog refusals = new RefusalLog(moments);
        return Map.of(
                "beatIntake", new BeatIntake(keys, ledger, refusals),
                "noticeIntake", new NoticeIntakeBinding(new NoticeIntake(keys, ledger, moments, refusals)),
                "readingIntake", new ReadingIntakeBinding(new ReadingIntake(keys, ledger, moments, refusals)),
                "everyBeat", new EveryBeatStrategy(),
                "intakeReply", new IntakeBinding());
    }

    /** Answers with the flow's variable {@code answer}. */
    public void give(@Variable("answer") IntakeAnswer answer, Exchange exchange) {
        write(answer, exchange);
    }

    /** Answers that the hub itself failed. */
    public void failed(Exchange exchange) {
        write(INTERNAL, exchange);
    }

    private static void write(IntakeAnswer answer, Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        String contentType = answer.contentType();
        if (contentType == null) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, contentType);
            message.setBody(answer.body());
        }
    }
}

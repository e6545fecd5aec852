package dev.alarum.notice;

import dev.alarum.intake.SignedPost;
import dev.alarum.node.WebhookSignature;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean {@code noticeIntake} of the flow notice-intake. */
public final class NoticeIntakeBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(NoticeIntakeBinding.class);

    private final NoticeIntake intake;

    /** Lets a flow use that intake. */
    public NoticeIntakeBinding(NoticeIntake intake) {
        this.intake = intake;
    }

    /** Verifies the message in the body and the three headers of its signature. */
    public NoticeIntake.Visit check(
            @Body byte[] body,
            @Header(WebhookSignature.ID) @Nullable String id,
            @Header(WebhookSignature.TIMESTAMP) @Nullable String timestamp,
            @Header(WebhookSignature.SIGNATURE) @Nullable String signature) {
        return intake.check(new SignedPost(body, id, timestamp, signature));
    }

    /** Whether the visit brings a row to be put on disk. */
    public boolean isFresh(@Body NoticeIntake.Visit visit) {
        return visit instanceof NoticeIntake.Visit.Fresh;
    }

    /** The row is on disk. */
    public NoticeIntake.Outcome kept(@Variable("visit") NoticeIntake.Visit.Fresh visit) {
        return intake.kept(visit);
    }

    /** The store refused the row. */
    public NoticeIntake.Outcome notKept(@Variable("visit") NoticeIntake.Visit.Fresh visit) {
        LOGGER.error(
                "event=notice-not-kept sender={} id={} reason=\"store cannot write\"",
                visit.notice().sender(),
                visit.row().id());
        return intake.notKept(visit);
    }
}

package dev.alarum.ups;

import dev.alarum.intake.SignedPost;
import dev.alarum.node.WebhookSignature;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean {@code readingIntake} of the flow reading-intake. */
public final class ReadingIntakeBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReadingIntakeBinding.class);

    private final ReadingIntake intake;

    /** Lets a flow use that intake. */
    public ReadingIntakeBinding(ReadingIntake intake) {
        this.intake = intake;
    }

    /** Verifies the message in the body and the three headers of its signature. */
    public ReadingIntake.Visit check(
            @Body byte[] body,
            @Header(WebhookSignature.ID) @Nullable String id,
            @Header(WebhookSignature.TIMESTAMP) @Nullable String timestamp,
            @Header(WebhookSignature.SIGNATURE) @Nullable String signature) {
        return intake.check(new SignedPost(body, id, timestamp, signature));
    }

    /** Whether the visit brings a row to be put on disk. */
    public boolean isFresh(@Body ReadingIntake.Visit visit) {
        return visit instanceof ReadingIntake.Visit.Fresh;
    }

    /** The row is on disk. */
    public ReadingIntake.Outcome kept(@Variable("visit") ReadingIntake.Visit.Fresh visit) {
        return intake.kept(visit);
    }

    /** The store refused the row. */
    public ReadingIntake.Outcome notKept(@Variable("visit") ReadingIntake.Visit.Fresh visit) {
        LOGGER.error(
                "event=reading-not-kept relay={} ups={} reason=\"store cannot write\"",
                visit.reading().relay(),
                visit.reading().ups());
        return intake.notKept(visit);
    }
}

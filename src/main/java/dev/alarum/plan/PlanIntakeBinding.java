package dev.alarum.plan;

import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.SignedPost;
import dev.alarum.node.WebhookSignature;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The bean {@code planIntake} of the flow plan-intake. */
public final class PlanIntakeBinding {
    private final PlanIntake intake;

    /** Lets a flow use that intake. */
    public PlanIntakeBinding(PlanIntake intake) {
        this.intake = intake;
    }

    /** Verifies the message in the body and the three headers of its signature. */
    public PlanIntake.Visit check(
            @Body byte[] body,
            @Header(WebhookSignature.ID) @Nullable String id,
            @Header(WebhookSignature.TIMESTAMP) @Nullable String timestamp,
            @Header(WebhookSignature.SIGNATURE) @Nullable String signature) {
        return intake.check(new SignedPost(body, id, timestamp, signature));
    }

    /** Whether the visit brings something that the hub must hear. */
    public boolean isFresh(@Body PlanIntake.Visit visit) {
        return visit instanceof PlanIntake.Visit.Fresh;
    }

    /** What the relay is answered: what the hub tells it, signed. */
    public IntakeAnswer answer(@Variable("visit") PlanIntake.Visit.Fresh visit, @Body RelayWords words) {
        return intake.answer(visit, words);
    }
}

package dev.alarum.alone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.alone.PlanPost.Errand;
import dev.alarum.alone.PlanPost.Parcel;
import dev.alarum.alone.PlanPost.Reply;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The bean {@code planPost} of the flows plan-tell and node-wake. */
public final class PlanPostBinding {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ERRAND = "planErrand";
    private static final String PARCEL = "planParcel";

    private final PlanPost post;
    private final SenderKey key;
    private final Clock clock;

    /**
     * Binds that post.
     *
     * @param key signs what is told
     * @param clock gives the signed, never judged timestamp
     */
    public PlanPostBinding(PlanPost post, SenderKey key, Clock clock) {
        this.post = post;
        this.key = key;
        this.clock = clock;
    }

    /** The hubs whose turn has come. */
    public List<Errand> due() {
        return post.due();
    }

    /** The errand becomes what that hub is told now, stamped and signed. */
    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Errand errand = message.getBody(Errand.class);
        exchange.setProperty(ERRAND, errand);
        Parcel parcel = post.parcel(errand);
        exchange.setProperty(PARCEL, parcel);
        WebhookSignature signature =
                WebhookSignature.sign(key, parcel.id(), clock.instant().getEpochSecond(), parcel.body());
        message.setHeader(WebhookSignature.ID, signature.id());
        message.setHeader(WebhookSignature.TIMESTAMP, signature.timestamp());
        message.setHeader(WebhookSignature.SIGNATURE, signature.signature());
        message.setBody(parcel.body());
    }

    /** Takes what the hub answered; the body becomes the nodes that are to be woken now. */
    public void answered(Exchange exchange, @ExchangeProperty(PARCEL) Parcel parcel) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        Reply reply = new Reply(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                signature(message),
                body == null ? new byte[0] : body);
        message.setBody(post.answered(parcel, reply, boot(reply)));
    }

    private static @Nullable WebhookSignature signature(Message message) {
        String id = message.getHeader(WebhookSignature.ID, String.class);
        String timestamp = message.getHeader(WebhookSignature.TIMESTAMP, String.class);
        String signature = message.getHeader(WebhookSignature.SIGNATURE, String.class);
        return id == null || timestamp == null || signature == null
                ? null
                : new WebhookSignature(id, timestamp, signature);
    }

    private static long boot(Reply reply) {
        try {
            return reply.status() == 409
                    ? JSON.readTree(new String(reply.body(), StandardCharsets.UTF_8))
                            .path("boot")
                            .asLong()
                    : 0;
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    /** Notes that a hub did not answer. */
    public void unanswered(@ExchangeProperty(ERRAND) Errand errand, @ExchangeException Exception failure) {
        post.unanswered(errand, failure.toString());
    }

    /** That node was sent a magic packet. */
    public void woken(@Body String node) {
        post.woken(node);
    }
}

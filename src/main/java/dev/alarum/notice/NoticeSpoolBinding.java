package dev.alarum.notice;

import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.NoticeSpool.Delivery;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;

/** The spool of notices as the relay's flows name it. */
public final class NoticeSpoolBinding {
    private final NoticeSpool spool;

    /** Binds that spool. */
    public NoticeSpoolBinding(NoticeSpool spool) {
        this.spool = spool;
    }

    /**
     * The posted notice as a letter.
     *
     * @throws IllegalArgumentException if a header is missing or not of its form; the message names it
     */
    public Letter read(
            byte[] body,
            @Header(WebhookSignature.ID) String id,
            @Header(WebhookSignature.TIMESTAMP) String timestamp,
            @Header(WebhookSignature.SIGNATURE) String signature) {
        return Letter.of(id, timestamp, signature, body);
    }

    /** Keeps the letter; whether it is safe on disk now. */
    public boolean keep(Letter letter) {
        return spool.keep(letter) != NoticeSpool.Receipt.NOT_KEPT;
    }

    /** The deliveries whose time has come. */
    public List<Delivery> due() {
        return spool.due();
    }

    /** Keeps the delivery until its answer is there; the body becomes its letter. */
    public void begin(Exchange exchange) {
        Delivery delivery = exchange.getMessage().getBody(Delivery.class);
        exchange.setProperty("delivery", delivery);
        exchange.getMessage().setBody(delivery.letter());
    }

    /** The letter becomes the message: the sender's signature headers and the sender's words. */
    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Letter letter = message.getBody(Letter.class);
        message.setHeader(WebhookSignature.ID, letter.signature().id());
        message.setHeader(WebhookSignature.TIMESTAMP, letter.signature().timestamp());
        message.setHeader(WebhookSignature.SIGNATURE, letter.signature().signature());
        message.setBody(letter.body());
    }

    /** Notes a hub's answer. */
    public void answered(
            @ExchangeProperty("delivery") Delivery delivery, @Header(Exchange.HTTP_RESPONSE_CODE) int status) {
        spool.answered(delivery, status);
    }

    /** What a hub answered becomes the relay's own answer; 503 where none did. */
    public void passOn(Exchange exchange) {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String body =
                status == 0 ? "this relay's disk fails and no hub answers: try again\n" : message.getBody(String.class);
        String type = status == 0 ? "text/plain" : message.getHeader(Exchange.CONTENT_TYPE, String.class);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status == 0 ? 503 : status);
        message.setHeader(Exchange.CONTENT_TYPE, type == null ? "text/plain" : type);
        message.setBody(body == null ? "" : body);
    }
}

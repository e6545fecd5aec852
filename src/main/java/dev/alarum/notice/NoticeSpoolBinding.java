package dev.alarum.notice;

import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.NoticeSpool.Delivery;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
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

    /** Notes that a hub did not answer. */
    public void unanswered(@ExchangeProperty("delivery") Delivery delivery, @ExchangeException Exception failure) {
        spool.unanswered(delivery, failure.toString());
    }
}

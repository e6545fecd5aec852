package dev.alarum.heartbeat;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;

/** The basket of beats as the relay's flows name it. */
public final class BeatBasketBinding {
    /** The exchange property that holds the batch while its answer is awaited. */
    static final String BATCH = "beatBatch";

    private final BeatBasket basket;

    /** Binds that basket. */
    public BeatBasketBinding(BeatBasket basket) {
        this.basket = basket;
    }

    /** Takes posted lines; the message becomes the answer. */
    public void collect(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        CollectAnswer answer = basket.collect(body == null ? "" : new String(body, StandardCharsets.UTF_8));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(answer.body());
    }

    /** The next batch. */
    public BeatBatch batch() {
        return basket.batch();
    }

    /** Keeps the batch until its answer is there; the body becomes its text. */
    public void write(Exchange exchange) {
        BeatBatch batch = exchange.getMessage().getBody(BeatBatch.class);
        exchange.setProperty(BATCH, batch);
        exchange.getMessage().setBody(batch.body());
    }

    /** Learns from a hub's answer to the batch that was written. */
    public void answered(
            Exchange exchange, @ExchangeProperty("hub") String hub, @ExchangeProperty(BATCH) BeatBatch batch) {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String body = message.getBody(String.class);
        basket.answered(hub, batch, status, body == null ? "" : body);
    }

    /** Notes that a hub did not answer. */
    public void unanswered(@ExchangeProperty("hub") String hub, @ExchangeException Exception failure) {
        basket.unanswered(hub, failure.toString());
    }
}

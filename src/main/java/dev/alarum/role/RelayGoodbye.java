package dev.alarum.role;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.StampSource;
import dev.alarum.notice.Letter;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeSpool;
import dev.alarum.notice.SignedNotice;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why the relay leaves, by the same way as the notices it carries. */
final class RelayGoodbye {
    /** How long a stop waits for a hub. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final Logger LOGGER = LoggerFactory.getLogger(RelayGoodbye.class);

    private final Name relay;
    private final SenderKey key;
    private final StampSource stamps;
    private final NoticeSpool spool;
    private final ProducerTemplate flows;

    RelayGoodbye(Name relay, SenderKey key, StampSource stamps, NoticeSpool spool, ProducerTemplate flows) {
        this.relay = relay;
        this.key = key;
        this.stamps = stamps;
        this.spool = spool;
        this.flows = flows;
    }

    /** Sends {@code shutdown} or {@code reboot} when the host itself stops, else {@code stop}; waits at most 3 s. */
    void whenStopping() {
        Notice.Kind kind = kind();
        Notice notice = new Notice(Sender.relay(relay), stamps.next(), kind, "the relay stops", null);
        SignedNotice signed = SignedNotice.sign(notice, key, Clock.systemUTC().instant());
        Letter letter = new Letter(signed.proof(), signed.json().getBytes(StandardCharsets.UTF_8));
        boolean delivered = deliver(letter);
        LOGGER.info("event=notice-sent kind={} id={} answered={}", kind, letter.id(), delivered);
    }

    private boolean deliver(Letter letter) {
        if (spool.keep(letter) == NoticeSpool.Receipt.NOT_KEPT) {
            flows.sendBody("direct:notice-pass", letter);
            return true;
        }
        flows.sendBody("direct:notice-carry", "");
        return spool.awaitGone(letter, LONGEST_WAIT);
    }

    private Notice.Kind kind() {
        try {
            String kind = flows.requestBody("direct:host-state", "", String.class);
            return kind.isEmpty() ? Notice.Kind.STOP : Notice.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (CamelExecutionException | IllegalArgumentException e) {
            LOGGER.warn("event=host-state-unknown reason=\"{}\"", e.toString());
            return Notice.Kind.STOP;
        }
    }
}

package dev.alarum.role;

import dev.alarum.heartbeat.BeatOutbox;
import dev.alarum.node.BootBehind;
import dev.alarum.node.StampSource;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The bean {@code beats} of the agent's flows. */
public final class BeatSending {
    private final BeatOutbox outbox;
    private final StampSource stamps;
    private final Map<String, TargetClient> clients;
    private final TargetLog log;
    private final List<String> senders;

    BeatSending(BeatOutbox outbox, StampSource stamps, Map<String, TargetClient> clients, TargetLog log) {
        this.outbox = outbox;
        this.stamps = stamps;
        this.clients = Map.copyOf(clients);
        this.log = log;
        this.senders = clients.keySet().stream()
                .map(target -> "seda:beat-to-" + target + "?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
                .toList();
    }

    /** Makes the next beat; the senders to wake for it. */
    public List<String> make() {
        outbox.put();
        return senders;
    }

    /** The beat to send to that target now; null if there is none. */
    public @Nullable String take(String target) {
        return outbox.take(target);
    }

    /** A target has answered. */
    public void answered(Exchange exchange) {
        Message answer = exchange.getMessage();
        String body = answer.getBody(String.class);
        judge(
                target(exchange),
                answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                body == null ? "" : body);
    }

    /** A target was not reached, or did not answer in time. */
    public void failed(Exchange exchange) {
        String target = target(exchange);
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        TargetClient client = clients.get(target);
        if (client != null) {
            client.forgetIdle();
        }
        log.trouble(target, TargetLog.reason(cause));
    }

    private void judge(String target, int status, String text) {
        BootBehind.in(status, text).ifPresent(stamps::follow);
        boolean counted = status / 100 == 2 && !text.contains("\"refused\"");
        if (counted) {
            log.well(target);
        } else {
            log.trouble(target, "status " + status + " " + text);
        }
    }

    private static String target(Exchange exchange) {
        return exchange.getProperty("target", "?", String.class);
    }
}

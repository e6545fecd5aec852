package dev.alarum.role;

import dev.alarum.node.BootBehind;
import dev.alarum.node.Moments;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.StampSource;
import dev.alarum.notice.Farewell;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeDelivery;
import dev.alarum.notice.SignedNotice;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The bean {@code notices} of the agent's flows. */
public final class NoticeSending {
    /** How long the first acknowledgement is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration ROUND = Duration.ofMillis(500);
    /** Too slow, too early, too many; and not found, which is how a hub answers whose intake an operator has stopped. */
    private static final Set<Integer> PASSING = Set.of(404, 408, 425, 429);

    private final Sender sender;
    private final SenderKey key;
    private final StampSource stamps;
    private final Moments moments;
    private final Set<String> targets;
    private final List<String> endpoints;

    NoticeSending(Sender sender, SenderKey key, StampSource stamps, Moments moments, Collection<String> targets) {
        this.sender = sender;
        this.key = key;
        this.stamps = stamps;
        this.moments = moments;
        this.targets = Set.copyOf(targets);
        this.endpoints = targets.stream()
                .map(target -> "seda:notice-to-" + target + "?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
                .toList();
    }

    /** Signs a farewell; its time runs from now. */
    NoticeDelivery begin(Farewell farewell) {
        return new NoticeDelivery(() -> sign(farewell), targets, PATIENCE, moments);
    }

    /** Where the senders of all targets wait. */
    public List<String> endpoints() {
        return endpoints;
    }

    /** Waits for an acknowledgement until the next round. */
    public void awaitRound(NoticeDelivery delivery) throws InterruptedException {
        delivery.await(ROUND);
    }

    /** Begins an attempt, if the target of this exchange may still take the notice. */
    public boolean attempt(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof NoticeDelivery delivery
                && delivery.attempt(exchange.getProperty("target", String.class));
    }

    /** A target has answered. */
    public void answered(Exchange exchange) {
        NoticeDelivery delivery = exchange.getProperty("delivery", NoticeDelivery.class);
        SignedNotice attempt = exchange.getProperty("attempt", SignedNotice.class);
        String target = exchange.getProperty("target", String.class);
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String body = answer.getBody(String.class);
        judge(delivery, attempt, target, status, body == null ? "" : body);
    }

    /** A target was not reached, or did not answer in time. */
    public void failed(Exchange exchange) {
        NoticeDelivery delivery = exchange.getProperty("delivery", NoticeDelivery.class);
        String target = exchange.getProperty("target", String.class);
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (delivery != null && target != null) {
            delivery.failed(target, TargetLog.reason(cause));
        }
    }

    private void judge(NoticeDelivery delivery, SignedNotice attempt, String target, int status, String body) {
        String reason = "status " + status + " " + shown(body);
        if (status / 100 == 2) {
            delivery.acknowledged(target);
        } else if (status == 409) {
            OptionalLong boot = BootBehind.in(status, body);
            boot.ifPresent(stamps::follow);
            delivery.failed(target, reason);
            if (boot.isPresent()) {
                delivery.renew(attempt);
            }
        } else if (isFinal(status)) {
            delivery.refused(target, reason);
        } else {
            delivery.failed(target, reason);
        }
    }

    /** Asking again changes nothing, unlike after one of {@link #PASSING}. */
    private static boolean isFinal(int status) {
        return status / 100 == 4 && !PASSING.contains(status);
    }

    private SignedNotice sign(Farewell farewell) {
        Notice notice = new Notice(sender, stamps.next(), farewell.kind(), farewell.reason(), farewell.lease());
        return SignedNotice.sign(notice, key, moments.now().wall());
    }

    private static String shown(String body) {
        String line = body.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200);
    }
}

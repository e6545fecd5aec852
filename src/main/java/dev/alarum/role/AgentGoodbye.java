package dev.alarum.role;

import dev.alarum.notice.Farewell;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeDelivery;
import dev.alarum.notice.NoticeOutcome;
import dev.alarum.notice.SaidGoodbye;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says through the flows why the node leaves, each thing once. */
public final class AgentGoodbye {
    private static final Logger LOGGER = LoggerFactory.getLogger(AgentGoodbye.class);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration USUAL_REBOOT = Duration.ofMinutes(15);

    private final ProducerTemplate flows;
    private final NoticeSending notices;
    private final SaidGoodbye said;

    AgentGoodbye(ProducerTemplate flows, NoticeSending notices, SaidGoodbye said) {
        this.flows = flows;
        this.notices = notices;
        this.said = said;
    }

    /** Sends a notice; returns when a target has it, all have refused it or its time is over. */
    public synchronized NoticeOutcome say(Farewell farewell) {
        NoticeDelivery delivery = notices.begin(farewell);
        flows.sendBody("direct:notice-send", delivery);
        letOthersFinish(delivery);
        NoticeOutcome outcome = delivery.outcome();
        if (outcome.isAcknowledged()) {
            said.acknowledged(farewell);
        }
        String kind = farewell.kind().name().toLowerCase(Locale.ROOT);
        LOGGER.info(
                "event=notice-sent kind={} id={} outcome=\"{}\"",
                kind,
                delivery.getSigned().id(),
                outcome);
        return outcome;
    }

    /** The first acknowledgement is enough, but the other targets have the notice under way. */
    private static void letOthersFinish(NoticeDelivery delivery) {
        try {
            if (delivery.outcome().isAcknowledged()) {
                delivery.awaitAll(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the end of this process calls for: {@code shutdown} or {@code reboot} when the host stops, else {@code stop}. */
    public synchronized Optional<NoticeOutcome> whenStopping() {
        Optional<Farewell> farewell = hostLeavesFor()
                .map(kind -> said.whenHostLeaves(kind, USUAL_REBOOT))
                .orElseGet(said::whenStopping);
        return farewell.map(this::say);
    }

    /** What the host's end calls for; nothing while the host goes on. */
    public synchronized Optional<NoticeOutcome> whenHostLeaves() {
        return hostLeavesFor()
                .flatMap(kind -> said.whenHostLeaves(kind, USUAL_REBOOT))
                .map(this::say);
    }

    private Optional<Notice.Kind> hostLeavesFor() {
        String kind = flows.requestBody("direct:host-state", "", String.class);
        return Farewell.kindIfAny(kind == null ? "" : kind);
    }
}

package dev.alarum.alone;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.node.StampSource;
import dev.alarum.node.Throttle;
import dev.alarum.node.WebhookSignature;
import dev.alarum.plan.RelayReport;
import dev.alarum.plan.RelayReportText;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.RelayWordsText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When which hub is asked what the relay must know, and told what it did: at once on a change, often while there is trouble,
 * else now and then. No answer is believed that is not signed by the hub as the answer to that very message. Safe to be used
 * by several threads.
 */
public final class PlanPost {
    /** Time between two messages to a hub while there is trouble. */
    public static final Duration OFTEN = Duration.ofSeconds(5);

    /** Time between two messages to a hub while all is well. */
    public static final Duration SELDOM = Duration.ofSeconds(30);

    static final Duration PAUSE = Duration.ofSeconds(1);

    /** Before the id of the message that an answer belongs to. */
    private static final String ANSWER = "hub:";

    private static final Logger LOGGER = LoggerFactory.getLogger(PlanPost.class);

    private final Name relay;
    private final SenderKey key;
    private final StampSource stamps;
    private final Alone alone;
    private final HubContact contact;
    private final Moments moments;
    private final Throttle log;
    private final Map<String, Way> ways = new LinkedHashMap<>();

    /**
     * A post to those hubs.
     *
     * @param key signs the messages, and the answers to them
     * @param hubs none: nothing is asked or told
     */
    public PlanPost(
            Name relay,
            SenderKey key,
            StampSource stamps,
            List<String> hubs,
            Alone alone,
            HubContact contact,
            Moments moments) {
        this.relay = relay;
        this.key = key;
        this.stamps = stamps;
        this.alone = alone;
        this.contact = contact;
        this.moments = moments;
        this.log = new Throttle(Duration.ofMinutes(1), moments);
        Moment now = moments.now();
        hubs.forEach(hub -> ways.put(hub, new Way(now)));
    }

    /** A message for one hub. */
    public record Errand(String hub) {}

    /**
     * What an errand carries.
     *
     * @param report what is told
     * @param id by which the message, and the answer to it, is known
     * @param body as on the wire
     * @param sent when it was made
     */
    public record Parcel(Errand errand, RelayReport report, String id, byte[] body, Moment sent) {}

    /**
     * What a hub answered, as it came.
     *
     * @param status the HTTP status
     * @param signature of the answer; null if it has none
     */
    public record Reply(int status, @Nullable WebhookSignature signature, byte[] body) {}

    /** The hubs whose turn has come; each counts as under way until its answer is reported. */
    public synchronized List<Errand> due() {
        Moment now = moments.now();
        boolean trouble = alone.isAnyNotOnMains() || alone.isAnyUnderWay();
        List<Errand> due = new ArrayList<>();
        ways.forEach((hub, way) -> {
            Duration every = trouble || !way.wake.isEmpty() ? OFTEN : SELDOM;
            Moment asked = way.asked;
            boolean owed = asked == null || now.since(asked).compareTo(every) >= 0;
            boolean news = !way.woken.isEmpty() || alone.hasNewsFor(hub);
            if ((owed || news) && !way.underWay && now.isAtOrAfter(way.next)) {
                way.underWay = true;
                due.add(new Errand(hub));
            }
        });
        return due;
    }

    /** What that hub is told now, with a fresh stamp. */
    public synchronized Parcel parcel(Errand errand) {
        Way way = way(errand.hub());
        Stamp stamp = stamps.next();
        RelayReport report =
                new RelayReport(relay, way.woken.stream().map(Name::new).toList(), alone.toTell(errand.hub()));
        String id = relay + "." + stamp.boot() + "." + stamp.seq();
        return new Parcel(errand, report, id, RelayReportText.of(report, stamp), moments.now());
    }

    /**
     * Takes what a hub answered.
     *
     * @param boot with 409: the BOOT the hub knows this relay by; else 0
     * @return the nodes that are to be woken now
     */
    public List<String> answered(Parcel parcel, Reply reply, long boot) {
        String hub = parcel.errand().hub();
        if (reply.status() == 200 && isRight(parcel, reply)) {
            return words(parcel, reply);
        }
        if (reply.status() >= 200 && reply.status() < 400) {
            contact.doubted(hub);
            if (log.passes("doubt " + hub)) {
                LOGGER.error(
                        "event=answer-not-believed hub={} status={} reason=\"it is not signed as a hub's answer to this"
                                + " message\"",
                        hub,
                        reply.status());
            }
            finish(hub, false);
            return List.of();
        }
        contact.answered(hub, reply.status());
        if (reply.status() == 409 && boot > 0 && stamps.follow(boot)) {
            LOGGER.warn("event=boot-followed hub={} boot={}", hub, boot);
            finish(hub, false);
            return List.of();
        }
        if (log.passes(reply.status() + " " + hub)) {
            LOGGER.error("event=plans-refused hub={} status={}", hub, reply.status());
        }
        finish(hub, reply.status() < 500);
        return List.of();
    }

    private boolean isRight(Parcel parcel, Reply reply) {
        WebhookSignature signature = reply.signature();
        return signature != null
                && signature.id().equals(ANSWER + parcel.id())
                && signature.isMadeWith(key, reply.body());
    }

    private List<String> words(Parcel parcel, Reply reply) {
        String hub = parcel.errand().hub();
        contact.proven(hub);
        try {
            RelayWords words = RelayWordsText.parse(reply.body());
            alone.answered(hub, parcel.report().plans(), parcel.sent(), words);
            taken(hub, parcel.report(), words);
            return words.wake();
        } catch (IllegalArgumentException e) {
            LOGGER.error("event=answer-not-understood hub={} reason=\"{}\"", hub, e.getMessage());
            finish(hub, true);
            return List.of();
        }
    }

    private synchronized void taken(String hub, RelayReport report, RelayWords words) {
        Way way = way(hub);
        way.wake = words.wake();
        report.woken().forEach(node -> way.woken.remove(node.text()));
        finish(hub, true);
    }

    /** That node was sent a magic packet: whoever wants it woken is told. */
    public synchronized void woken(String node) {
        ways.values().stream().filter(way -> way.wake.contains(node)).forEach(way -> way.woken.add(node));
    }

    /** Notes that a hub did not answer: it is told the newest after a pause. */
    public void unanswered(Errand errand, String reason) {
        if (log.passes("unanswered " + errand.hub())) {
            LOGGER.warn("event=hub-unreachable hub={} carrying=plans reason=\"{}\"", errand.hub(), reason);
        }
        finish(errand.hub(), false);
    }

    /** @param answered whether it waits until something is new, or its time has come */
    private synchronized void finish(String hub, boolean answered) {
        Way way = way(hub);
        Moment now = moments.now();
        way.underWay = false;
        way.next = now.plus(PAUSE);
        if (answered) {
            way.asked = now;
        }
    }

    private Way way(String hub) {
        return Objects.requireNonNull(ways.get(hub), () -> "no hub " + hub);
    }

    private static final class Way {
        private final Set<String> woken = new LinkedHashSet<>();
        private List<String> wake = List.of();
        private Moment next;
        private @Nullable Moment asked;
        private boolean underWay;

        private Way(Moment now) {
            this.next = now;
        }
    }
}

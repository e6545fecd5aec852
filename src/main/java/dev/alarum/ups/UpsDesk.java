package dev.alarum.ups;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.StampSource;
import dev.alarum.node.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a relay last saw of each UPS, and which hub is owed news of it: a change at once, every look while the state is
 * not MAINS, else a sign of life every 30 s. What is sent is always the newest, made when it leaves. Safe to be used by
 * several threads.
 */
public final class UpsDesk {
    /** Time between two readings of an unchanged UPS on mains. */
    public static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LOOKS_UNTIL_LOST = 3;
    private static final Logger LOGGER = LoggerFactory.getLogger(UpsDesk.class);

    private final Name relay;
    private final StampSource stamps;
    private final Moments moments;
    private final Throttle log;
    private final Map<Name, Seen> desk = new LinkedHashMap<>();
    private volatile BiConsumer<Name, Observation> listener = (ups, seen) -> {};

    /** The desk of that relay for those UPS and hubs. */
    public UpsDesk(Name relay, List<UpsSource> sources, List<String> hubs, StampSource stamps, Moments moments) {
        this.relay = relay;
        this.stamps = stamps;
        this.moments = moments;
        this.log = new Throttle(Duration.ofMinutes(1), moments);
        Moment now = moments.now();
        sources.forEach(source -> desk.put(source.name(), new Seen(source, hubs, now)));
    }

    /**
     * One reading for one hub.
     *
     * @param hub the hub's name
     */
    public record Errand(Name ups, String hub) {}

    /**
     * What an errand carries.
     *
     * @param version the look that is told
     */
    public record Parcel(Errand errand, Reading reading, long version) {
        /** The reading as on the wire. */
        public String text() {
            return ReadingText.of(reading);
        }
    }

    /** Whoever else goes by the looks; told each of them, in order, as it is to be taken. It must return at once. */
    public void onLook(BiConsumer<Name, Observation> told) {
        listener = told;
    }

    /** Every UPS this relay reads. */
    public List<Name> all() {
        return List.copyOf(desk.keySet());
    }

    /** Those of them that may be looked at now, though the poll is not due; a look at each of these is to follow. */
    public synchronized List<Name> asked(List<Name> wanted) {
        Moment now = moments.now();
        return wanted.stream().filter(ups -> seen(ups).times.mayLook(now)).toList();
    }

    /** The UPSes at which one more look is due now; each is told once. */
    public synchronized List<Name> again() {
        Moment now = moments.now();
        return desk.keySet().stream()
                .filter(ups -> seen(ups).times.isDueAgain(now))
                .toList();
    }

    /** Takes what a look at a UPS printed. */
    public void read(Name ups, String output, int exitStatus, String complaint) {
        Observation seen = seen(ups).parser.parse(output, exitStatus);
        if (seen.state() == PowerState.LOST && log.passes("unread " + ups)) {
            String reason = complaint.isEmpty() ? "no whole, fresh and known status" : complaint;
            LOGGER.warn("event=ups-unreadable ups={} exit={} reason=\"{}\"", ups, exitStatus, reason);
        }
        observe(ups, seen);
    }

    /** Takes it that a look at a UPS failed. */
    public void unread(Name ups, String reason) {
        if (log.passes("unread " + ups)) {
            LOGGER.warn("event=ups-unreadable ups={} reason=\"{}\"", ups, reason);
        }
        observe(ups, Observation.lost());
    }

    private void observe(Name ups, Observation looked) {
        listener.accept(ups, judged(ups, looked));
    }

    private synchronized Observation judged(Name ups, Observation looked) {
        Seen seen = seen(ups);
        Observation before = seen.newest;
        seen.at = moments.now();
        Observation observation = seen.selfTest.judged(looked, seen.at);
        seen.newest = observation;
        boolean changed = before == null || !observation.saysTheSameAs(before);
        if (changed || observation.state() != PowerState.MAINS) {
            seen.version++;
        }
        if (changed) {
            LOGGER.info("event=ups-state ups={} state={} flags={}", ups, observation.state(), observation.flags());
            seen.times.changed(observation.state(), seen.at);
            seen.ways.values().forEach(way -> way.next = seen.at);
        }
        return observation;
    }

    /** The errands whose time has come; each counts as under way until it is reported. */
    public synchronized List<Errand> due() {
        Moment now = moments.now();
        List<Errand> due = new ArrayList<>();
        desk.forEach((ups, seen) -> seen.ways.forEach((hub, way) -> {
            boolean owed = way.told < seen.version || now.since(way.last).compareTo(SIGN_OF_LIFE) >= 0;
            if (seen.newest != null && owed && !way.underWay && now.isAtOrAfter(way.next)) {
                way.underWay = true;
                due.add(new Errand(ups, hub));
            }
        }));
        return due;
    }

    /** The newest reading for that errand, with a fresh stamp. */
    public synchronized Parcel parcel(Errand errand) {
        Seen seen = seen(errand.ups());
        Duration since = moments.now().since(seen.at);
        boolean old = since.compareTo(seen.source.poll().multipliedBy(LOOKS_UNTIL_LOST)) > 0;
        Observation newest = seen.newest == null || old ? Observation.lost() : seen.newest;
        Reading reading = new Reading(
                errand.ups(),
                relay,
                stamps.next(),
                newest.state(),
                newest.flags(),
                newest.chargePercent(),
                newest.runtime(),
                newest.loadPercent(),
                newest.lastTransfer(),
                newest.age().plus(since));
        return new Parcel(errand, reading, seen.version);
    }

    /**
     * Notes a hub's answer.
     *
     * @param boot with 409: the BOOT the hub knows this relay by; else 0
     */
    public void answered(Parcel parcel, int status, long boot) {
        Errand errand = parcel.errand();
        if (status == 409 && boot > 0 && stamps.follow(boot)) {
            LOGGER.warn("event=boot-followed hub={} boot={}", errand.hub(), boot);
            finish(errand, -1, PAUSE);
        } else if (status >= 200 && status < 300) {
            finish(errand, parcel.version(), Duration.ZERO);
        } else if (status == 400 || status == 401 || status == 413) {
            if (log.passes(status + " " + errand.hub())) {
                LOGGER.error("event=reading-refused ups={} hub={} status={}", errand.ups(), errand.hub(), status);
            }
            finish(errand, parcel.version(), PAUSE);
        } else {
            unanswered(errand, "status " + status);
        }
    }

    /** Notes that a hub did not answer: it gets what is then the newest after a pause. */
    public void unanswered(Errand errand, String reason) {
        if (log.passes("unanswered " + errand.hub())) {
            LOGGER.warn("event=hub-unreachable hub={} carrying=readings reason=\"{}\"", errand.hub(), reason);
        }
        finish(errand, -1, PAUSE);
    }

    private synchronized void finish(Errand errand, long told, Duration pause) {
        Way way = Objects.requireNonNull(seen(errand.ups()).ways.get(errand.hub()));
        Moment now = moments.now();
        way.underWay = false;
        way.next = now.plus(pause);
        if (told >= 0) {
            way.told = Math.max(way.told, told);
            way.last = now;
        }
    }

    private Seen seen(Name ups) {
        return Objects.requireNonNull(desk.get(ups), () -> "no UPS " + ups);
    }

    private static final class Seen {
        private final UpsSource source;
        private final StatusParser parser;
        private final SelfTest selfTest = new SelfTest();
        private final LookTimes times = new LookTimes();
        private final Map<String, Way> ways = new LinkedHashMap<>();
        private @Nullable Observation newest;
        private Moment at;
        private long version;

        private Seen(UpsSource source, List<String> hubs, Moment now) {
            this.source = source;
            this.parser = StatusParser.of(source.kind());
            this.at = now;
            hubs.forEach(hub -> ways.put(hub, new Way(now)));
        }
    }

    private static final class Way {
        private Moment next;
        private Moment last;
        private long told;
        private boolean underWay;

        private Way(Moment now) {
            this.next = now;
            this.last = now;
        }
    }
}

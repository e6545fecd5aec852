package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Guard;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.LifeState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every node and relay, and how each one's life goes on: heard, silent, leaving, off, back. */
final class Roster {
    /** How long a maintenance lasts when the notice does not say. */
    static final Duration MAINTENANCE = Duration.ofHours(1);

    /** When to look again at a silence that waits until the hub knows whether it is cut off itself. */
    private static final Duration PROOF = Duration.ofMillis(500);

    /** A silence that is over already is judged by then. */
    private static final Duration SOON = Duration.ofMillis(100);

    /** What became of one that was heard or found silent. */
    enum Change {
        NONE,
        CAME_BACK,
        FAILED
    }

    /** In the order of their names, so that the same events always have the same effects. */
    private final Map<Sender, Watched> all = new TreeMap<>();
    /** The same ones, found faster: asked for at every beat. */
    private final Map<Sender, Watched> index = new HashMap<>();
    /** The same ones by their site: a failure must not cost a look at everyone. */
    private final Map<Name, Map<Sender, Watched>> nodesBySite = new TreeMap<>();

    private final Map<Name, Map<Sender, Watched>> relaysBySite = new TreeMap<>();
    /** Who was heard last of each site. */
    private final Map<Name, Watched> latest = new HashMap<>();

    private final NodeSettings nodes;
    private final HeartbeatSettings heartbeat;
    private final NoticeSettings leases;
    private final Guard guard;
    private final OwnWay ownWay;
    private final Effects effects;
    private final Paths paths;
    private final KeptStamps stamps;
    private final Backstop backstop;
    private final Witnesses witnesses;
    private final Moment start;

    Roster(
            NodeSettings nodes,
            HeartbeatSettings heartbeat,
            NoticeSettings leases,
            Guard guard,
            OwnWay ownWay,
            Backstop backstop,
            Effects effects,
            Moment start) {
        this.nodes = nodes;
        this.heartbeat = heartbeat;
        this.leases = leases;
        this.guard = guard;
        this.ownWay = ownWay;
        this.backstop = backstop;
        this.effects = effects;
        this.start = start;
        this.paths = new Paths(this, guard, effects);
        this.stamps = new KeptStamps(effects, start);
        this.witnesses = new Witnesses(this, guard, heartbeat.period(), effects);
        nodes.nodes().keySet().forEach(name -> known(Sender.node(name), start));
        nodes.relays().keySet().forEach(name -> known(Sender.relay(name), start));
    }

    /** When this hub began to watch. */
    Moment start() {
        return start;
    }

    Watched known(Sender sender, Moment now) {
        Watched known = index.get(sender);
        return known == null ? added(new Watched(sender, nodes.siteOf(sender), timeoutOf(sender), now)) : known;
    }

    private Watched added(Watched one) {
        all.put(one.sender, one);
        index.put(one.sender, one);
        stamps.add(one);
        bySite(one.sender).computeIfAbsent(one.site, site -> new TreeMap<>()).put(one.sender, one);
        return one;
    }

    private Map<Name, Map<Sender, Watched>> bySite(Sender sender) {
        return sender.isRelay() ? relaysBySite : nodesBySite;
    }

    Optional<Watched> find(Sender sender) {
        return Optional.ofNullable(index.get(sender));
    }

    Collection<Watched> all() {
        return all.values();
    }

    /** Those of that site as they are now and will be: a view, in the order of their names. */
    Collection<Watched> nodesOf(Name site) {
        return nodesBySite.getOrDefault(site, Map.of()).values();
    }

    /** See {@link #nodesOf}. */
    Collection<Watched> relaysOf(Name site) {
        return relaysBySite.getOrDefault(site, Map.of()).values();
    }

    /** Who of that site was heard last, whatever its state; null if nobody was since the start. */
    @Nullable
    Watched latestOf(Name site) {
        return latest.get(site);
    }

    /** The sites of all nodes that are known. */
    Collection<Name> sites() {
        return nodesBySite.keySet();
    }

    Witnesses witnesses() {
        return witnesses;
    }

    Name siteOf(Name node) {
        Watched one = index.get(Sender.node(node));
        return one == null ? nodes.siteOf(Sender.node(node)) : one.site;
    }

    /** The names of all relays, in lower case. */
    Set<String> relayNames() {
        return index.keySet().stream()
                .filter(Sender::isRelay)
                .map(sender -> sender.name().key())
                .collect(Collectors.toSet());
    }

    Name siteOfRelay(Name relay) {
        return nodes.siteOf(Sender.relay(relay));
    }

    void restore(Row.SenderRow row, Moment start) {
        Watched one = known(Sender.parse(row.sender()), start);
        one.state = LifeState.valueOf(row.state());
        // only one that was held by its lost witness is kept as silent
        one.wasHeld = one.state == LifeState.SILENT;
        one.since = Anchor.past(start, row.since());
        one.stamp = row.boot() > 0 ? new Stamp(row.boot(), Math.max(1, row.seq())) : null;
        one.leaseBoot = row.boot();
        one.leaseEnds = row.leaseEnds() == null ? null : Anchor.leaseEnd(start, row.since(), row.leaseEnds());
        one.failedAt = Anchor.pastOrNull(start, row.failedAt());
        one.backAt = Anchor.pastOrNull(start, row.backAt());
        one.countedAt = one.failedAt;
    }

    /** A notice kept before the restart counts unless its sender was heard with a newer BOOT since. */
    void restoreNotice(Row.NoticeRow row, Moment start) {
        Watched one = known(Sender.parse(row.sender()), start);
        boolean answered = one.stamp != null && one.stamp.boot() > row.boot();
        boolean applied = one.leaseEnds != null || one.state == LifeState.OFF || one.state == LifeState.MAINTENANCE;
        if (!answered) {
            one.leaseBoot = row.boot();
        }
        Moment received = Anchor.past(start, row.received());
        boolean failedSince = one.isFailed() && one.failedAt != null && one.failedAt.isAtOrAfter(received);
        if (answered || applied || failedSince) {
            return;
        }
        Notice.Kind kind = Notice.Kind.valueOf(row.kind());
        Duration given = row.leaseSeconds() == null ? null : Duration.ofSeconds(row.leaseSeconds());
        Duration lease = leaseOf(new Notice(one.sender, new Stamp(row.boot(), row.seq()), kind, row.reason(), given));
        if (lease != null && start.since(received).compareTo(lease) > 0) {
            return;
        }
        one.leaseEnds = lease == null ? null : received.plus(lease);
        one.become(absence(kind, one), start);
    }

    /**
     * Watches everyone known for the rest of the timeout: at the start and whenever the hub can hear again. That is all of
     * it where silences count anew.
     */
    void armAll(Moment now) {
        all.values().stream().filter(one -> one.state.isWatched()).forEach(one -> {
            Duration rest = one.timeout.minus(one.silence(now, guard.wellSince()));
            effects.arm(one.sender, rest.compareTo(SOON) < 0 ? SOON : rest);
        });
    }

    boolean isNewest(Beat beat) {
        Watched one = index.get(beat.sender());
        Stamp newest = one == null ? null : one.stamp;
        return newest == null || beat.stamp().isNewerThan(newest);
    }

    /** Takes a beat that came to the door then and is counted now. */
    Change heard(Beat beat, Moment arrived, Moment now) {
        Watched one = known(beat.sender(), now);
        boolean isNewest = one.hear(beat, arrived, now);
        paths.heard(one, beat.path(), now);
        if (!isNewest) {
            return Change.NONE;
        }
        latest.put(one.site, one);
        if (one.sender.isRelay()) {
            witnesses.heard(one, now);
        }
        return switch (one.state) {
            case UP -> one.told && beat.stamp().boot() > one.leaseBoot ? up(one, now, Change.NONE) : Change.NONE;
            case NEW -> up(one, now, Change.NONE);
            case SILENT -> up(one, now, Change.NONE);
            case FAILED -> now.since(arrived).compareTo(one.timeout) < 0 ? cameBack(one, now) : Change.NONE;
            case LEAVING -> beat.stamp().boot() > one.leaseBoot ? up(one, now, Change.NONE) : Change.NONE;
            case OFF -> beat.stamp().boot() > one.leaseBoot || one.told ? cameBack(one, now) : Change.NONE;
            case MAINTENANCE -> Change.NONE;
        };
    }

    private Change up(Watched one, Moment now, Change change) {
        one.leaseEnds = null;
        one.told = false;
        one.said = false;
        one.left = false;
        one.become(LifeState.UP, now);
        effects.save(one.row());
        return change;
    }

    private Change cameBack(Watched one, Moment now) {
        String away = Words.duration(now.since(one.since));
        one.backAt = now;
        up(one, now, Change.CAME_BACK);
        effects.tell(
                now,
                one.sender.isRelay() ? "relay-back" : "node-back",
                one.sender.toString(),
                one.name() + " is back after " + away);
        return Change.CAME_BACK;
    }

    /** The silence of one has lasted its timeout, says the aggregator or the backstop. */
    Change silent(Sender sender, Moment now) {
        Watched one = index.get(sender);
        if (one == null || one.state == LifeState.NEW || one.state == LifeState.FAILED || one.state == LifeState.OFF) {
            return Change.NONE;
        }
        Duration silence = one.silence(now, guard.wellSince());
        if (guard.isDeaf() || silence.compareTo(one.timeout) < 0) {
            hold(one, now, silence);
            return Change.NONE;
        }
        Duration rest = certain(one, silence).negated();
        if (rest.compareTo(Duration.ZERO) > 0) {
            one.looksLate = true;
            effects.arm(one.sender, rest.compareTo(SOON) < 0 ? SOON : rest);
            return Change.NONE;
        }
        if (one.state == LifeState.MAINTENANCE) {
            return Change.NONE;
        }
        if (one.state == LifeState.LEAVING || one.told) {
            one.become(LifeState.OFF, now);
            effects.save(one.row());
            effects.decide(
                    now,
                    one.sender.toString(),
                    one.told ? "law 4: own plan" : "law 4: notice",
                    "silent for " + Words.seconds(silence),
                    "off, nobody is rung");
            return Change.NONE;
        }
        if (!ownWay.maySpeak(now)) {
            effects.arm(one.sender, PROOF);
            return Change.NONE;
        }
        return holdByWitness(one, now) ? Change.NONE : fail(one, silence, now);
    }

    /** For how long that silence has been over for certain: no beat of it can still wait at the door. Negative: it may be. */
    private Duration certain(Watched one, Duration silence) {
        return silence.minus(one.timeout).minus(guard.backlog());
    }

    /** Holds one that may only have lost its witness. @return whether it is held */
    boolean holdByWitness(Watched one, Moment now) {
        if (!witnesses.holds(one, now)) {
            return false;
        }
        one.watchedFrom = now;
        if (one.state != LifeState.SILENT) {
            one.become(LifeState.SILENT, now);
            effects.save(one.row());
        }
        effects.arm(one.sender, one.timeout);
        return true;
    }

    private void hold(Watched one, Moment now, Duration silence) {
        Moment heard = one.lastHeard;
        boolean reallySilent = heard == null || now.since(heard).compareTo(one.timeout) >= 0;
        if (reallySilent && one.state == LifeState.UP) {
            one.become(LifeState.SILENT, now);
            effects.decide(
                    now,
                    one.sender.toString(),
                    "law 2: self-doubt",
                    guard.reason() + "; counted silence " + Words.seconds(silence),
                    "held, watched for one more timeout");
        }
        effects.arm(one.sender, guard.isDeaf() ? one.timeout : one.timeout.minus(silence));
    }

    private Change fail(Watched one, Duration silence, Moment now) {
        one.failedAfter = silence;
        one.failedAt = now;
        one.become(LifeState.FAILED, now);
        effects.save(one.row());
        effects.decide(
                now,
                one.sender.toString(),
                "timeout " + Words.duration(one.timeout),
                "silent for " + Words.seconds(silence) + " on every way: " + paths.words(one, now),
                "failed");
        return Change.FAILED;
    }

    /** Takes a notice. @return what became of its sender */
    void notice(Notice notice, Moment now) {
        Watched one = known(notice.sender(), now);
        Duration lease = leaseOf(notice);
        one.leaseBoot = notice.stamp().boot();
        boolean endsWithThePlan = one.told && lease == null;
        one.leaseEnds = endsWithThePlan ? one.leaseEnds : lease == null ? null : now.plus(lease);
        LifeState absence = absence(notice.kind(), one);
        one.said = true;
        one.become(absence, now);
        effects.save(one.row());
        effects.decide(
                now,
                one.sender.toString(),
                "law 4: notice",
                notice.kind().name().toLowerCase(java.util.Locale.ROOT)
                        + (notice.reason().isEmpty() ? "" : ": " + notice.reason()),
                "its absence is accepted " + (lease == null ? "until it is back" : "for " + Words.duration(lease)));
        if (absence == LifeState.LEAVING) {
            effects.arm(one.sender, one.timeout);
        }
    }

    private static LifeState absence(Notice.Kind kind, Watched one) {
        if (kind == Notice.Kind.MAINTENANCE) {
            return LifeState.MAINTENANCE;
        }
        return one.isFailed() ? LifeState.OFF : LifeState.LEAVING;
    }

    private @Nullable Duration leaseOf(Notice notice) {
        if (notice.lease() != null) {
            return notice.lease();
        }
        return switch (notice.kind()) {
            case SHUTDOWN -> leases.shutdown();
            case REBOOT -> leases.reboot();
            case STOP -> leases.stop();
            case MAINTENANCE -> MAINTENANCE;
        };
    }

    /** Does what is due by time alone. @return those that failed now */
    List<Watched> tick(Moment now) {
        stamps.keep(now);
        List<Watched> failed = new java.util.ArrayList<>();
        for (Watched one : all.values()) {
            paths.look(one, now);
            if (leaseOver(one, now) == Change.FAILED || overdue(one, now) == Change.FAILED) {
                failed.add(one);
            }
        }
        return failed;
    }

    private Change leaseOver(Watched one, Moment now) {
        Moment ends = one.leaseEnds;
        if (ends == null || !now.isAtOrAfter(ends) || guard.isDeaf()) {
            return Change.NONE;
        }
        Duration silence = one.silence(now, guard.wellSince());
        if (silence.compareTo(one.timeout) < 0) {
            boolean heardSince =
                    one.lastHeard != null && now.since(one.lastHeard).compareTo(one.timeout) < 0;
            if (heardSince) {
                effects.decide(now, one.sender.toString(), "law 4: lease", "the lease ended, it beats", "up");
                up(one, now, Change.NONE);
                effects.arm(one.sender, one.timeout.minus(silence));
            }
            return Change.NONE;
        }
        if (certain(one, silence).isNegative() || !ownWay.maySpeak(now)) {
            return Change.NONE;
        }
        one.leaseEnds = null;
        effects.decide(now, one.sender.toString(), "law 4: lease", "the lease ended without return", "judged");
        one.told = false;
        if (holdByWitness(one, now)) {
            return Change.NONE;
        }
        one.left = true;
        return fail(one, silence, now);
    }

    private Change overdue(Watched one, Moment now) {
        if (!one.state.isWatched() || guard.isDeaf() || !ownWay.maySpeak(now)) {
            one.dueSince = null;
            return Change.NONE;
        }
        if (one.isJustHeard(now)) {
            one.dueSince = null;
            backstop.isHeard(one.sender);
            return Change.NONE;
        }
        Duration late = late(one, now);
        if (one.looksLate && !late.isNegative()) {
            effects.arm(one.sender, SOON);
        }
        return backstop.isForTheTick(one.sender, late, now) ? silent(one.sender, now) : Change.NONE;
    }

    /** How long ago its silence should have been reported; negative: not yet. A later fall of the backlog moves it no more. */
    private Duration late(Watched one, Moment now) {
        Duration certain = certain(one, one.silence(now, guard.wellSince()));
        if (certain.isNegative()) {
            one.dueSince = null;
            return certain;
        }
        Moment due = one.dueSince;
        if (due == null) {
            Moment over = now.plus(certain.negated());
            due = over.isAtOrAfter(guard.hearsSince()) ? over : guard.hearsSince();
            one.dueSince = due;
        }
        return now.since(due);
    }

    void forget(Sender sender) {
        Watched gone = all.remove(sender);
        if (gone != null) {
            index.remove(sender);
            stamps.remove(gone);
            latest.remove(gone.site, gone);
            bySite(sender).getOrDefault(gone.site, new TreeMap<>()).remove(sender);
            effects.save(new Row.ForgetRow(sender.toString()));
        }
    }

    private Duration timeoutOf(Sender sender) {
        return sender.isRelay() ? heartbeat.timeout() : heartbeat.timeoutOf(sender.name());
    }
}

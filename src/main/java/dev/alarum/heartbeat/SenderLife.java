package dev.alarum.heartbeat;

import dev.alarum.heartbeat.StampLedger.Judgement;
import dev.alarum.heartbeat.StampLedger.Kind;
import dev.alarum.node.Moment;
import dev.alarum.node.Stamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The newest stamps of one sender. Every method holds the lock for moments only. */
final class SenderLife {
    private static final int MOST_BOOTS = 3;
    private static final Duration OF_BOOTS = Duration.ofMinutes(1);
    private static final int MOST_KEPT = 64;

    private final Map<Kind, Stamp> newest = new EnumMap<>(Kind.class);
    private final Map<Kind, Stamp> floors = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<String, Lane>> lanes = new EnumMap<>(Kind.class);
    private final Deque<Moment> boots = new ArrayDeque<>();
    private long boot;
    private boolean began;

    /** One path, UPS, or all notices. */
    private static final class Lane {
        /** The newest that counted. */
        private @Nullable Stamp counted;
        /** Those on disk, the latest few. */
        private final TreeSet<Stamp> kept = new TreeSet<>();

        boolean isNew(Stamp stamp) {
            return counted == null || stamp.isNewerThan(counted);
        }

        void keep(Stamp stamp) {
            kept.add(stamp);
            if (kept.size() > MOST_KEPT) {
                kept.pollFirst();
            }
        }
    }

    synchronized Judgement hear(String path, Stamp stamp) {
        Stamp newestBeat = newest.get(Kind.BEAT);
        if (newestBeat != null && (stamp.boot() < newestBeat.boot() || isFarBehind(stamp, newestBeat))) {
            return new Judgement.Behind(boot);
        }
        Lane lane = lane(Kind.BEAT, path);
        if (!lane.isNew(stamp)) {
            return new Judgement.Known();
        }
        lane.counted = stamp;
        raise(Kind.BEAT, stamp);
        return new Judgement.Fresh();
    }

    synchronized Judgement judge(Kind kind, String name, Stamp stamp) {
        Lane lane = lanes.getOrDefault(kind, Map.of()).get(name);
        if (lane != null && isKnown(kind, lane, stamp)) {
            return new Judgement.Known();
        }
        Stamp newestOfKind = newest.get(kind);
        if (stamp.boot() < boot || (newestOfKind != null && isFarBehind(stamp, newestOfKind))) {
            return new Judgement.Behind(boot);
        }
        return new Judgement.Fresh();
    }

    synchronized boolean count(Kind kind, String name, Stamp stamp, boolean kept) {
        Lane lane = lane(kind, name);
        if (kept) {
            lane.keep(stamp);
        }
        if (!lane.isNew(stamp) || stamp.boot() < boot) {
            return false;
        }
        lane.counted = stamp;
        raise(kind, stamp);
        return true;
    }

    synchronized void restore(Kind kind, Stamp stamp) {
        Stamp known = newest.get(kind);
        if (known == null || stamp.isNewerThan(known)) {
            newest.put(kind, stamp);
            floors.put(kind, stamp);
        }
        boot = Math.max(boot, stamp.boot());
    }

    synchronized void restoreKept(Kind kind, String name, Stamp stamp) {
        restore(kind, stamp);
        Lane lane = lane(kind, name);
        lane.keep(stamp);
        lane.counted = stamp;
    }

    synchronized int lanes(Kind kind) {
        return lanes.getOrDefault(kind, Map.of()).size();
    }

    synchronized boolean hasLane(Kind kind, String name) {
        return lanes.getOrDefault(kind, Map.of()).containsKey(name);
    }

    synchronized Map<Kind, Stamp> newest() {
        return new EnumMap<>(newest);
    }

    /** Whether this sender has just begun its fourth BOOT within a minute; told once for each four. */
    synchronized boolean beganTooOften(Moment now) {
        if (!began) {
            return false;
        }
        began = false;
        boots.add(now);
        while (now.since(boots.element()).compareTo(OF_BOOTS) > 0) {
            boots.remove();
        }
        if (boots.size() <= MOST_BOOTS) {
            return false;
        }
        boots.clear();
        return true;
    }

    /** Readings and plans are superseded by a newer message; each notice stands for itself. */
    private static boolean isKnown(Kind kind, Lane lane, Stamp stamp) {
        return kind == Kind.NOTICE
                ? lane.kept.contains(stamp)
                : !lane.kept.isEmpty() && !stamp.isNewerThan(lane.kept.last());
    }

    private static boolean isFarBehind(Stamp stamp, Stamp newest) {
        return stamp.boot() == newest.boot() && newest.seq() - stamp.seq() > StampLedger.MOST_BEHIND;
    }

    private void raise(Kind kind, Stamp stamp) {
        Stamp known = newest.get(kind);
        if (known == null || stamp.isNewerThan(known)) {
            newest.put(kind, stamp);
        }
        if (stamp.boot() > boot) {
            boot = stamp.boot();
            began = true;
        }
    }

    private Lane lane(Kind kind, String name) {
        return lanes.computeIfAbsent(kind, none -> new HashMap<>()).computeIfAbsent(name, none -> {
            Lane lane = new Lane();
            // what was heard before the restart is no sign of life on any path: it would be a replay
            lane.counted = kind == Kind.READING ? null : floors.get(kind);
            return lane;
        });
    }
}

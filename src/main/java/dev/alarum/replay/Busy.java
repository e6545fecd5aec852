package dev.alarum.replay;

import dev.alarum.core.CoreSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Sender;
import dev.alarum.store.Row.NoticeRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/** When something may be decided, so that every second counts; in between a replay takes longer steps. */
final class Busy {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;
    /** A node that flaps counts anew after five minutes. */
    private static final long FLAP = 6 * MINUTE;
    /** What we shut down is judged 15 minutes after mains came back. */
    private static final long RETURN = 17 * MINUTE;

    private final TreeMap<Long, Long> times = new TreeMap<>();
    private final CoreSettings settings;

    private Busy(CoreSettings settings) {
        this.settings = settings;
    }

    /** @param notices all there are: a lease may end in a later run than it began in */
    static Busy of(Run run, List<NoticeRow> notices, CoreSettings settings) {
        Busy busy = new Busy(settings);
        long usual = settings.heartbeat().timeout().toMillis();
        busy.add(run.from(), run.from() + usual + RETURN);
        notices.forEach(row -> busy.leaseEnd(row, run.roll().clockMillis()));
        run.stalls().forEach((from, until) -> busy.add(from - 2 * SECOND, until + usual + FLAP));
        Map<Sender, Long> fell = new HashMap<>();
        for (Event event : run.events()) {
            busy.add(event, fell);
        }
        fell.forEach((sender, at) -> busy.silence(sender, at, run.until()));
        return busy;
    }

    /** When a busy time that holds that moment ends, or -1 if it is quiet then. */
    boolean isAt(long at) {
        Entry<Long, Long> before = times.floorEntry(at);
        return before != null && before.getValue() >= at;
    }

    /** When the next busy time begins; a time without end if none does. */
    long next(long at) {
        Long next = times.higherKey(at);
        return next == null ? Long.MAX_VALUE : next;
    }

    static Duration timeoutOf(HeartbeatSettings heartbeat, Sender sender) {
        return sender.isRelay() ? heartbeat.timeout() : heartbeat.timeoutOf(sender.name());
    }

    private void add(Event event, Map<Sender, Long> fell) {
        long usual = settings.heartbeat().timeout().toMillis();
        long at = event.at();
        if (event instanceof Event.Fell one) {
            fell.put(one.sender(), at);
        } else if (event instanceof Event.Heard heard) {
            Long since = fell.remove(heard.sender());
            if (since != null) {
                silence(heard.sender(), since, at);
            }
        } else if (event instanceof Event.Read read) {
            readings(read);
        } else if (event instanceof Event.Noticed noticed) {
            add(at - SECOND, at + usual + FLAP);
            leaseEnd(noticed.row(), noticed.row().received() - at);
        } else {
            add(at - 2 * SECOND, at + usual + FLAP);
        }
    }

    private void silence(Sender sender, long from, long until) {
        long timeout = timeoutOf(settings.heartbeat(), sender).toMillis();
        if (until - from >= timeout - SECOND) {
            add(from - SECOND, from + timeout + FLAP);
            add(until - SECOND, until + timeout + FLAP);
        }
    }

    private void readings(Event.Read read) {
        String state = read.text().split(" ")[1];
        switch (state) {
            case "MAINS" -> {}
            case "ON_BATTERY", "CRITICAL", "SHUTTING_DOWN" -> add(read.at() - SECOND, read.until() + RETURN);
            default -> add(read.at() - SECOND, Math.min(read.until(), read.at() + 60 * MINUTE) + MINUTE);
        }
    }

    private void leaseEnd(NoticeRow row, long off) {
        Long wall = Leases.end(row, settings.notice());
        if (wall != null) {
            long ends = wall - off;
            add(ends - 2 * SECOND, ends + settings.heartbeat().timeout().toMillis() + FLAP);
        }
    }

    private void add(long from, long until) {
        long begin = from;
        long end = until;
        Entry<Long, Long> before = times.floorEntry(begin);
        if (before != null && before.getValue() >= begin) {
            begin = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Entry<Long, Long> after = times.ceilingEntry(begin);
        while (after != null && after.getKey() <= end) {
            end = Math.max(end, after.getValue());
            times.remove(after.getKey());
            after = times.ceilingEntry(begin);
        }
        times.put(begin, end);
    }
}

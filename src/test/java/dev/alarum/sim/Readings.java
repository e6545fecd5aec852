package dev.alarum.sim;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.ups.PowerState;
import java.util.List;
import java.util.Optional;

/** What the readings that came to the hub prove about the mains of one site. */
final class Readings {
    /** Readings further apart do not prove that the UPS was on battery in between. */
    private static final long LONGEST_GAP = 15_000;

    /** Critical readings closer together are of one poll. */
    private static final long POLLS_APART = 4_000;

    /** An outage begins with the node that noticed it first. */
    private static final long LEAD = 30_000;

    private static final long REACH = 90_000;

    private final Truth truth;
    private final Excuses excuses;
    private final String site;
    private final List<Entry<Happening.Read>> reads;

    Readings(Truth truth, Excuses excuses, String site) {
        this.truth = truth;
        this.excuses = excuses;
        this.site = site;
        this.reads = truth.chronicle().of(Happening.Read.class).stream()
                .filter(read -> read.what().site().equals(site))
                .toList();
    }

    /** The newest reading before that time. */
    Optional<Entry<Happening.Read>> newest(long before) {
        return reads.stream().filter(read -> read.at() <= before).reduce((first, second) -> second);
    }

    /** When the last reading on mains before that time came. */
    long mainsBefore(long time) {
        return reads.stream()
                .filter(read -> read.at() <= time && read.what().state() == PowerState.MAINS)
                .mapToLong(Entry::at)
                .max()
                .orElse(-1);
    }

    /** When the outage that goes on at that time was certain; empty if it is not. */
    Optional<Long> confirmed(long time) {
        return confirmed(mainsBefore(time), time);
    }

    private Optional<Long> confirmed(long after, long until) {
        long began = -1;
        long last = -1;
        int count = 0;
        long critical = -1;
        for (Entry<Happening.Read> read : reads) {
            if (read.at() <= after || read.at() > until || !read.what().isOnBattery()) {
                if (read.at() > after && read.what().state() == PowerState.TEST) {
                    began = -1;
                }
                continue;
            }
            if (began < 0 || read.at() - last > LONGEST_GAP) {
                began = read.at();
                count = 0;
                critical = -1;
            }
            last = read.at();
            count++;
            boolean onlyBattery = read.what().state() == PowerState.ON_BATTERY;
            boolean criticalTwice = !onlyBattery && critical >= 0 && last - critical >= POLLS_APART;
            critical = onlyBattery ? -1 : critical < 0 ? last : critical;
            if ((count >= 2 && last - began >= truth.house().confirm()) || criticalTwice) {
                return Optional.of(last);
            }
        }
        return Optional.empty();
    }

    /** Whether a call about the power is right at that time: an outage goes on, or took down one that is named. */
    boolean explains(long at, List<String> failed) {
        if (confirmed(at).isPresent()) {
            return true;
        }
        long over = mainsBefore(at);
        long before = reads.stream()
                .filter(read -> read.at() < over && read.what().state() == PowerState.MAINS)
                .mapToLong(Entry::at)
                .filter(mains -> confirmed(mains, over).isPresent())
                .max()
                .orElse(-1);
        boolean justOver = truth.notRinging().after(over, 2_000) >= at;
        return confirmed(before, over).isPresent()
                && (justOver || failed.stream().anyMatch(name -> fellSilent(name, before - LEAD, over + REACH)));
    }

    private boolean fellSilent(String name, long from, long to) {
        return truth.chronicle().silences().stream()
                .anyMatch(one ->
                        one.sender().equals(Sender.node(new Name(name))) && one.from() >= from && one.from() <= to);
    }

    /** Whether everyone who could read it has been silent for the timeout at that time, or left. */
    boolean isSiteSilent(long at) {
        return truth.house().places().stream()
                .filter(place -> place.site().equals(site))
                .flatMap(place -> place.relaySenders().stream())
                .allMatch(relay -> truth.chronicle().silences().stream()
                        .anyMatch(one -> one.sender().equals(relay)
                                        && one.from() + truth.house().timeout() <= at
                                        && (one.to() >= at || truth.unhearing().covers(one.to(), at))
                                || one.sender().equals(relay)
                                        && excuses.notices(one).contains(at)
                                        && one.to() >= at));
    }
}

package dev.alarum.ups;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Stamp;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerEvent.BackFromLost;
import dev.alarum.ups.PowerEvent.BatteryBad;
import dev.alarum.ups.PowerEvent.BecameLost;
import dev.alarum.ups.PowerEvent.Confirmed;
import dev.alarum.ups.PowerEvent.MainsBack;
import dev.alarum.ups.PowerEvent.ShutdownDue;
import dev.alarum.ups.Reading.Flag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One UPS as the hub judges it: when an outage is certain, and when the nodes must go. It acts on a confirmed outage only,
 * once in each, never on readings that are missing, stale, unknown or of a test; the first reading on mains ends all.
 */
public final class PowerWatch {
    /** Data older than this proves nothing about now. */
    static final Duration FRESH = Duration.ofSeconds(15);

    /** A silence this long after the last reading on battery is still the outage's doing. */
    private static final Duration CAUSE_REACH = Duration.ofSeconds(90);

    /** No battery lasts longer: what a hub knew before a longer pause is history. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    private final UpsSettings settings;
    private final Map<Name, Stamp> stamps = new HashMap<>();
    private final Sight sight;
    private @Nullable Reading newest;
    private Moment newestAt;
    private @Nullable Reading onBattery;
    private @Nullable Moment unknownSince;
    private @Nullable Outage outage;
    private @Nullable Outage past;
    private boolean seenToStand;
    /** Somebody else sees to the shutdown in the outage that goes on, or that is not certain here yet. */
    private boolean left;

    private boolean test;
    private boolean silent;
    private boolean batteryBad;
    private PowerState told = PowerState.LOST;
    private Moment since;

    /** A UPS that was never heard, watched from this moment on. */
    public PowerWatch(UpsSettings settings, Moment start) {
        this.settings = settings;
        this.sight = new Sight(start);
        this.newestAt = start;
        this.since = start;
    }

    /**
     * A UPS as it was known before the hub was restarted. An outage confirmed then is still one, but nothing becomes due
     * before a fresh reading shows that it stands, be it one of a UPS that is lost on its battery, or the site is silent.
     *
     * @param row as kept
     * @param reading the newest reading as kept; null if there is none
     * @param planned whether a shutdown was begun in that outage
     */
    public static PowerWatch restored(
            UpsSettings settings, Row.UpsRow row, Row.@Nullable ReadingRow reading, boolean planned, Moment now) {
        PowerWatch watch = new PowerWatch(settings, now);
        Moment readAt = now;
        if (reading != null) {
            readAt = Kept.moment(reading.received(), now);
            Reading kept = Kept.reading(reading);
            watch.newest = kept;
            watch.newestAt = readAt;
            watch.stamps.put(kept.relay(), kept.stamp());
            watch.batteryBad = kept.flags().contains(Flag.BATTERY_BAD);
            watch.onBattery = meaning(kept) == Meaning.ON_BATTERY ? kept : null;
            watch.unknownSince = kept.state() == PowerState.LOST ? readAt : null;
            watch.test = kept.state() == PowerState.TEST;
        }
        watch.told = PowerState.valueOf(row.state());
        watch.since = Kept.moment(row.since(), now);
        Long confirmed = row.confirmedAt();
        if (confirmed != null) {
            Moment at = Kept.moment(confirmed, now);
            Moment last = watch.onBattery == null || !readAt.isAtOrAfter(at) ? at : readAt;
            if (now.since(at).compareTo(LONGEST_OUTAGE) < 0) {
                watch.outage = Outage.restored(at, last, planned);
            }
        }
        return watch;
    }

    /** Takes a verified reading of this UPS; what follows from it. One that is not newer than the last changes nothing. */
    public List<PowerEvent> reading(Reading reading, Moment now) {
        Stamp known = stamps.get(reading.relay());
        if (known != null && !reading.stamp().isNewerThan(known)) {
            return List.of();
        }
        stamps.put(reading.relay(), reading.stamp());
        if (isOverrun(reading, now)) {
            return List.of();
        }
        newest = reading;
        newestAt = now;
        silent = false;
        if (reading.state() != PowerState.LOST) {
            unknownSince = null;
        } else if (unknownSince == null) {
            unknownSince = now;
        }
        List<PowerEvent> events = new ArrayList<>();
        if (sight.isBackBy(reading.state(), now)) {
            events.add(new BackFromLost());
        }
        judgeBattery(reading, events);
        switch (meaning(reading)) {
            case MAINS -> endOutage(events, now);
            case ON_BATTERY -> goOnBattery(reading, events, now);
            case TEST -> explainByTest();
            case UNKNOWN -> goOnUnseen(reading, now);
        }
        return finished(events, now);
    }

    /** Looks at the clock, once a second; what follows. */
    public List<PowerEvent> tick(Moment now) {
        return finished(new ArrayList<>(), now);
    }

    /** The relay that reads this UPS, or its whole site, fell silent; a confirmed outage counts on. */
    public List<PowerEvent> silent(Moment now) {
        silent = confirmed();
        return finished(new ArrayList<>(), now);
    }

    /** The relay or the site is heard again: now only a fresh reading counts. */
    public void heard() {
        silent = false;
    }

    /** Its state: the newest reading's; LOST while nothing usable is known. */
    public PowerState state() {
        return told;
    }

    /** Since when it is in that state. */
    public Moment since() {
        return since;
    }

    /** Whether an outage is certain and not over. */
    public boolean confirmed() {
        return outage != null && outage.isConfirmed();
    }

    /** Since when the outage is certain; null if there is none. */
    public @Nullable Moment confirmedAt() {
        return outage == null ? null : outage.confirmedAt();
    }

    /** Whether the shutdown became due in the outage that goes on now. */
    public boolean shutdownWasDue() {
        return outage != null && outage.isDue();
    }

    /**
     * Somebody else sees to the shutdown: nothing becomes due by itself until the next reading on mains, though the outage
     * may not be certain here yet.
     */
    public void leave() {
        left = true;
        if (outage != null) {
            outage.markDue();
        }
    }

    /** Whether the battery must be replaced or is missing. */
    public boolean batteryBad() {
        return batteryBad;
    }

    /** The newest reading; null if it was never heard. */
    public @Nullable Reading newest() {
        return newest;
    }

    /** How old the data of the newest reading is; null if it was never heard. */
    public @Nullable Duration age(Moment now) {
        return newest == null ? null : now.since(newestAt).plus(newest.age());
    }

    /**
     * Whether an order to shut a node down may be sent at this moment: the outage is certain, and the newest reading is
     * younger than 15 s or the site has been silent since. To be asked before each order.
     */
    public boolean mayCommand(Moment now) {
        return confirmed() && !test && (silent || (seenToStand && isFresh(now)));
    }

    /**
     * How long the battery lasts yet in the outage that goes on; null if there is none, or the UPS does not tell. Nothing is
     * left of one that says it is nearly empty, and of one of which nothing has been known for too long.
     */
    public @Nullable Duration batteryLasts(Moment now) {
        Reading last = onBattery;
        Outage current = outage;
        if (last == null || current == null) {
            return null;
        }
        Moment blind = blindSince();
        if (last.state() != PowerState.ON_BATTERY
                || (blind != null && now.since(blind).compareTo(settings.lostAfter()) >= 0)) {
            return Duration.ZERO;
        }
        Duration runtime = last.runtime();
        Duration rest = runtime == null ? null : runtime.minus(now.since(current.lastOnBattery()));
        return rest == null || !rest.isNegative() ? rest : Duration.ZERO;
    }

    /**
     * Whether the power explains a silence: an outage is certain with a reading on battery at most 90 s before that
     * silence, or it became certain after it and still goes on.
     */
    public boolean powerCauseAt(Moment firstSilence) {
        return (outage != null && outage.explains(firstSilence, CAUSE_REACH))
                || (past != null && past.explains(firstSilence, CAUSE_REACH));
    }

    /** As it is to be kept. */
    public Row.UpsRow row() {
        Moment confirmed = confirmedAt();
        return new Row.UpsRow(
                settings.name().text(),
                newest == null ? "" : newest.relay().text(),
                told.name(),
                since.wall().toEpochMilli(),
                confirmed == null ? null : confirmed.wall().toEpochMilli());
    }

    private void judgeBattery(Reading reading, List<PowerEvent> events) {
        if (reading.state() == PowerState.LOST) {
            return;
        }
        boolean bad = reading.flags().contains(Flag.BATTERY_BAD);
        if (bad && !batteryBad) {
            events.add(new BatteryBad());
        }
        batteryBad = bad;
    }

    private void endOutage(List<PowerEvent> events, Moment now) {
        Outage over = outage;
        if (over != null && over.isConfirmed()) {
            over.end(now);
            past = over;
            events.add(new MainsBack(over.isDue()));
        }
        outage = null;
        onBattery = null;
        left = false;
        test = false;
        seenToStand = false;
    }

    private void goOnBattery(Reading reading, List<PowerEvent> events, Moment now) {
        Outage current = outage;
        if (current == null || !current.reaches(now)) {
            current = Outage.beginning(now);
        }
        outage = current;
        onBattery = reading;
        test = false;
        seenToStand = true;
        boolean critical = reading.state() != PowerState.ON_BATTERY;
        if (current.isConfirmedBy(critical, reading.age(), settings.confirm(), now)) {
            events.add(new Confirmed(now));
        }
    }

    /**
     * After a restart the UPS may never be seen on battery again: that it was when last known shows that the outage goes on.
     * What was missed while the hub was away is no reason to hurry, so the time without sight of it begins here.
     */
    private void goOnUnseen(Reading reading, Moment now) {
        boolean wasOnBattery =
                reading.state() == PowerState.LOST && reading.flags().contains(Flag.WAS_ON_BATTERY);
        if (wasOnBattery && confirmed() && !seenToStand) {
            seenToStand = true;
            unknownSince = now;
        }
    }

    private void explainByTest() {
        test = true;
        if (!confirmed()) {
            outage = null;
            onBattery = null;
        }
    }

    private List<PowerEvent> finished(List<PowerEvent> events, Moment now) {
        if (sight.isLostNow(now)) {
            events.add(new BecameLost(confirmed()));
        }
        PowerState state = newest == null || sight.isLost() ? PowerState.LOST : newest.state();
        if (state != told) {
            told = state;
            since = now;
        }
        Outage current = outage;
        if (current != null && left) {
            current.markDue();
        }
        if (current != null && !current.isDue() && mayCommand(now)) {
            String reason = Limits.reached(settings, current, onBattery, blindSince(), now);
            if (reason != null) {
                current.markDue();
                events.add(new ShutdownDue(reason));
            }
        }
        return List.copyOf(events);
    }

    private @Nullable Moment blindSince() {
        return unknownSince == null && silent ? newestAt : unknownSince;
    }

    /**
     * Whether it tells of mains as it was before the outage: what another relay knows of the UPS may be minutes old. The
     * relay that saw the battery looks at newer data each time, whatever its age says.
     */
    private boolean isOverrun(Reading reading, Moment now) {
        Reading last = onBattery;
        Outage current = outage;
        return reading.state() == PowerState.MAINS
                && current != null
                && current.isConfirmed()
                && last != null
                && !last.relay().equals(reading.relay())
                && current.isNewerThan(now.plus(reading.age().negated()));
    }

    private boolean isFresh(Moment now) {
        if (newest == null) {
            return false;
        }
        Duration age = now.since(newestAt);
        return switch (newest.state()) {
            case LOST -> age.compareTo(FRESH) < 0;
            case ON_BATTERY, CRITICAL, SHUTTING_DOWN ->
                isOnBattery(newest) && age.plus(newest.age()).compareTo(FRESH) < 0;
            case MAINS, TEST -> false;
        };
    }

    private static Meaning meaning(Reading reading) {
        return switch (reading.state()) {
            case MAINS -> Meaning.MAINS;
            case TEST -> Meaning.TEST;
            case LOST -> Meaning.UNKNOWN;
            case ON_BATTERY, CRITICAL, SHUTTING_DOWN ->
                isOnBattery(reading) && reading.age().compareTo(FRESH) < 0 ? Meaning.ON_BATTERY : Meaning.UNKNOWN;
        };
    }

    private static boolean isOnBattery(Reading reading) {
        return reading.state() != PowerState.SHUTTING_DOWN || reading.flags().contains(Flag.WAS_ON_BATTERY);
    }

    /** What a reading says about the mains. */
    private enum Meaning {
        MAINS,
        ON_BATTERY,
        TEST,
        UNKNOWN
    }
}

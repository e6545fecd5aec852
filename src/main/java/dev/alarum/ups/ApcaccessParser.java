package dev.alarum.ups;

import dev.alarum.ups.Reading.Flag;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code apcaccess status} of apcupsd 3.14 prints. Where STATFLAG is there its bits decide, because COMMLOST and
 * SHUTTING DOWN replace the words; bits and words that contradict each other are no status.
 */
public final class ApcaccessParser implements StatusParser {
    /** Three times the default POLLTIME of apcupsd, within which it renews DATE. */
    static final Duration STALE = Duration.ofSeconds(180);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String SHUTTING_DOWN = "SHUTTING DOWN";
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,8}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT);

    @Override
    public Observation parse(String output, int exitStatus) {
        if (exitStatus != 0 || output.length() > LONGEST_OUTPUT) {
            return Observation.lost();
        }
        StatusText text = new StatusText(output);
        if (!text.has("APC") || !text.has("END APC") || !text.has("STATUS")) {
            return Observation.lost();
        }
        Status status = Status.of(text);
        Duration age = age(text);
        if (age != null && age.compareTo(STALE) > 0) {
            return seen(PowerState.LOST, status, text, age);
        }
        return seen(stateOf(status, text), status, text, age == null ? Duration.ZERO : age);
    }

    private static PowerState stateOf(Status status, StatusText text) {
        if (status.shuttingDown) {
            return PowerState.SHUTTING_DOWN;
        }
        if (status.lost) {
            return PowerState.LOST;
        }
        if (status.calibrating || (status.onBattery && !status.online && isSelfTest(text))) {
            return PowerState.TEST;
        }
        return status.online ? PowerState.MAINS : status.battery();
    }

    private static Observation seen(PowerState state, Status status, StatusText text, Duration age) {
        boolean hidden = state == PowerState.LOST || state == PowerState.SHUTTING_DOWN;
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (status.batteryBad) {
            flags.add(Flag.BATTERY_BAD);
        }
        if (hidden && status.onBattery) {
            flags.add(Flag.WAS_ON_BATTERY);
        }
        return new Observation(
                state,
                flags,
                text.number("BCHARGE", 100),
                text.time("TIMELEFT", MINUTE),
                text.number("LOADPCT", 1000),
                lastTransfer(text),
                age,
                isTimed(state, status, text) ? null : status.battery());
    }

    private static @Nullable String lastTransfer(StatusText text) {
        String words = text.sentence("LASTXFER");
        return words == null || words.startsWith("No transfers") ? null : words;
    }

    private static boolean isSelfTest(StatusText text) {
        Duration onBattery = text.time("TONBATT", SECOND);
        return SelfTest.isReason(text.value("LASTXFER"))
                && (onBattery == null || onBattery.compareTo(SelfTest.LONGEST) <= 0);
    }

    /** Whether what it says of a self-test cannot become wrong by itself: a calibration ends when it says so. */
    private static boolean isTimed(PowerState state, Status status, StatusText text) {
        return state != PowerState.TEST || status.calibrating || text.time("TONBATT", SECOND) != null;
    }

    private static @Nullable Duration age(StatusText text) {
        OffsetDateTime polled = time(text.value("DATE"));
        OffsetDateTime printed = time(text.value("END APC"));
        if (polled == null || printed == null) {
            return null;
        }
        Duration age = Duration.between(polled, printed);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static @Nullable OffsetDateTime time(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text, TIME);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** STATUS and STATFLAG taken together. */
    private record Status(
            boolean online,
            boolean onBattery,
            boolean low,
            boolean calibrating,
            boolean batteryBad,
            boolean shuttingDown,
            boolean lost) {
        private static final int CALIBRATION = 0x1;
        private static final int ONLINE = 0x8;
        private static final int ON_BATTERY = 0x10;
        private static final int BATTERY_LOW = 0x40;
        private static final int REPLACE_BATTERY = 0x80;
        private static final int COMMUNICATION_LOST = 0x100;
        private static final int SHUTDOWN = 0x200;

        /** On battery, how it stands. */
        PowerState battery() {
            return low ? PowerState.CRITICAL : PowerState.ON_BATTERY;
        }

        static Status of(StatusText text) {
            String whole = String.join(" ", String.valueOf(text.value("STATUS")).split("\\s+"));
            Set<String> words = text.words("STATUS");
            Integer bits = bits(text.value("STATFLAG"));
            boolean batteryBad = words.contains("REPLACEBATT") || words.contains("NOBATT");
            return bits == null ? ofWords(whole, words, batteryBad) : ofBits(whole, words, bits, batteryBad);
        }

        private static Status ofWords(String whole, Set<String> words, boolean batteryBad) {
            boolean online = words.contains("ONLINE");
            boolean onBattery = words.contains("ONBATT");
            return new Status(
                    online,
                    onBattery,
                    words.contains("LOWBATT"),
                    words.contains("CAL"),
                    batteryBad,
                    whole.equals(SHUTTING_DOWN),
                    words.contains("COMMLOST") || (!online && !onBattery));
        }

        private static Status ofBits(String whole, Set<String> words, int bits, boolean batteryBad) {
            boolean online = (bits & ONLINE) != 0;
            boolean onBattery = (bits & ON_BATTERY) != 0;
            boolean agreed = words.contains("ONLINE") == online && words.contains("ONBATT") == onBattery;
            boolean known = (online || onBattery) && agreed;
            return new Status(
                    online,
                    onBattery,
                    (bits & BATTERY_LOW) != 0,
                    (bits & CALIBRATION) != 0,
                    batteryBad || (bits & REPLACE_BATTERY) != 0,
                    whole.equals(SHUTTING_DOWN) || (bits & SHUTDOWN) != 0,
                    words.contains("COMMLOST") || (bits & COMMUNICATION_LOST) != 0 || !known);
        }

        private static @Nullable Integer bits(@Nullable String statflag) {
            return statflag != null && HEXADECIMAL.matcher(statflag).matches()
                    ? Integer.parseUnsignedInt(statflag.substring(2), 16)
                    : null;
        }
    }
}

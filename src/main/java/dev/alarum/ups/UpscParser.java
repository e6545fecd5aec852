package dev.alarum.ups;

import dev.alarum.ups.Reading.Flag;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What {@code upsc NAME} of NUT prints. {@code ups.status} is a set of words in any order; unknown ones are ignored. OL
 * without OB is mains, whatever stands beside it: {@code OL DISCHRG} and {@code OL OFF} occur on healthy mains. Both or
 * neither is no status. Only a calibration has a word; a self-test is told from an outage by the reason of the transfer.
 */
public final class UpscParser implements StatusParser {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Override
    public Observation parse(String output, int exitStatus) {
        if (exitStatus != 0 || output.length() > LONGEST_OUTPUT) {
            return Observation.lost();
        }
        StatusText text = new StatusText(output);
        Set<String> words = text.words("ups.status");
        String transfer = text.sentence("input.transfer.reason");
        PowerState plain = stateOf(words);
        boolean onBattery = plain == PowerState.ON_BATTERY || plain == PowerState.CRITICAL;
        boolean test = onBattery && SelfTest.isReason(transfer);
        return new Observation(
                test ? PowerState.TEST : plain,
                flags(plain, words),
                text.number("battery.charge", 100),
                text.time("battery.runtime", SECOND),
                text.number("ups.load", 1000),
                transfer,
                Duration.ZERO,
                test ? plain : null);
    }

    private static PowerState stateOf(Set<String> words) {
        boolean online = words.contains("OL");
        boolean onBattery = words.contains("OB");
        if (words.contains("FSD")) {
            return PowerState.SHUTTING_DOWN;
        }
        if (online == onBattery) {
            return PowerState.LOST;
        }
        if (words.contains("CAL")) {
            return PowerState.TEST;
        }
        if (online) {
            return PowerState.MAINS;
        }
        return words.contains("LB") ? PowerState.CRITICAL : PowerState.ON_BATTERY;
    }

    private static Set<Flag> flags(PowerState state, Set<String> words) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (words.contains("RB")) {
            flags.add(Flag.BATTERY_BAD);
        }
        if (state == PowerState.SHUTTING_DOWN && words.contains("OB")) {
            flags.add(Flag.WAS_ON_BATTERY);
        }
        return flags;
    }
}

package dev.alarum.ups;

import static dev.alarum.ups.PowerState.CRITICAL;
import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.PowerState.SHUTTING_DOWN;
import static dev.alarum.ups.PowerState.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.ups.PowerEvent.BackFromLost;
import dev.alarum.ups.PowerEvent.BatteryBad;
import dev.alarum.ups.PowerEvent.BecameLost;
import dev.alarum.ups.PowerEvent.Confirmed;
import dev.alarum.ups.PowerEvent.MainsBack;
import dev.alarum.ups.PowerEvent.ShutdownDue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Everything apcupsd can print, from the text to the decision: STATUS words, STATFLAG, LASTXFER with TONBATT, and DATE, each
 * after everything that can have been before. What is right is written down here a second time, from what apcupsd's
 * manual and captures say, by other means than in the parser.
 */
class DecisionTableTest {
    private static final int CALIBRATION = 0x1;
    private static final int ONLINE = 0x8;
    private static final int ONBATT = 0x10;
    private static final int LOWBATT = 0x40;
    private static final int COMMLOST = 0x100;
    private static final int SHUTDOWN = 0x200;
    private static final int[] BITS = {CALIBRATION, ONLINE, ONBATT, LOWBATT, COMMLOST, SHUTDOWN};
    private static final String[] BESIDE = {"", "TRIM OVERLOAD SLAVE", "REPLACEBATT", "WHATEVER NOBATT"};
    private static final String NO_BITS = "garbled";

    private static final List<Transfer> TRANSFERS = List.of(
            new Transfer("", null),
            new Transfer("No transfers since turnon", 0),
            new Transfer("Low line voltage", 7),
            new Transfer("Automatic or explicit self test", null),
            new Transfer("Automatic or explicit self test", 40),
            new Transfer("Automatic or explicit self test", 41));

    /** Seconds between DATE and END APC; null: no DATE. */
    private static final Integer[] AGES = {null, 0, 3, 14, 15, 180, 181};

    private final ApcaccessParser parser = new ApcaccessParser();
    private final Map<Observation, Map<Before, Decision>> made = new HashMap<>();

    private record Transfer(String reason, @Nullable Integer secondsOnBattery) {
        boolean isSelfTest() {
            return reason.contains("self test") && (secondsOnBattery == null || secondsOnBattery <= 40);
        }
    }

    /** One output of apcaccess. */
    private record Print(
            String words,
            @Nullable Integer bits,
            Transfer transfer,
            @Nullable Integer age) {
        String text() {
            StringBuilder text = new StringBuilder("APC      : 001,050,1124\nSTATUS   : " + words + " \n");
            text.append("STATFLAG : ").append(bits == null ? NO_BITS : "0x%08X".formatted(0x05000000 | bits));
            text.append("\nBCHARGE  : 090.0 Percent\nTIMELEFT :  40.0 Minutes\n");
            text.append(transfer.reason().isEmpty() ? "" : "LASTXFER : " + transfer.reason() + "\n");
            text.append(transfer.secondsOnBattery() == null ? "" : "TONBATT  : " + transfer.secondsOnBattery() + "\n");
            if (age != null) {
                text.append("DATE     : 2026-11-23 03:%02d:%02d +0000\n".formatted((600 - age) / 60, (600 - age) % 60));
            }
            return text + "END APC  : 2026-11-23 03:10:00 +0000\n";
        }

        boolean says(String word) {
            return List.of(words.split(" ")).contains(word);
        }

        boolean has(int bit) {
            return bits != null && (bits & bit) != 0;
        }

        /** The bits count where there are any; the words of COMMLOST and SHUTTING DOWN hide the others. */
        boolean is(int bit, String word) {
            return bits == null ? says(word) : has(bit);
        }

        int seconds() {
            return age == null ? 0 : age;
        }
    }

    /** What was before, and how long ago the first reading on battery was; all are played with a poll of 5 s. */
    private enum Before {
        NEVER_HEARD(0, ups -> {}),
        ON_MAINS(5, ups -> ups.says(MAINS, 0)),
        BLIPPED(5, ups -> ups.says(ON_BATTERY, 0)),
        ON_BATTERY_FOR_LONG(20, ups -> ups.says(ON_BATTERY, 0, 5, 10)),
        TESTED(20, ups -> ups.says(ON_BATTERY, 0, 5, 10).says(TEST, 15)),
        CRITICAL_ONCE(5, ups -> ups.says(CRITICAL, 0)),
        CERTAIN(25, ups -> ups.says(ON_BATTERY, 0, 5, 10, 15, 20)),
        CERTAIN_AND_LOST(85, ups -> {
            ups.says(ON_BATTERY, 0, 5, 10, 15, 20);
            for (int second = 25; second <= 80; second += 5) {
                ups.says(LOST, second);
            }
        }),
        DUE(25, ups -> ups.says(ON_BATTERY, 0, 5, 10, 15).says(CRITICAL, 20));

        private final int now;
        private final Consumer<UpsScript> play;

        Before(int now, Consumer<UpsScript> play) {
            this.now = now;
            this.play = play;
        }

        boolean isCertain() {
            return this == CERTAIN || this == CERTAIN_AND_LOST || this == DUE;
        }
    }

    /** What followed. */
    private record Decision(Set<String> events, boolean certain, boolean mayCommand) {}

    @Test
    void every_output_after_everything_leads_to_the_right_state_and_decision() {
        long cases = 0;
        List<String> wrong = new ArrayList<>();
        for (Print print : prints()) {
            Observation seen = parser.parse(print.text(), 0);
            PowerState state = stateOf(print);
            for (Before before : Before.values()) {
                cases++;
                Decision expected = decisionOn(state, print, before);
                Decision decided = decided(seen, before);
                if (seen.state() != state || !decided.equals(expected)) {
                    wrong.add(print + " after " + before + ": " + seen.state() + " " + decided + ", right is " + state
                            + " " + expected);
                }
            }
        }

        assertThat(wrong.size())
                .as("%s", wrong.subList(0, Math.min(9, wrong.size())))
                .isZero();
        assertThat(cases).isGreaterThan(1_500_000);
        assertThat(made.size()).as("different looks").isGreaterThan(100);
    }

    private static PowerState stateOf(Print print) {
        if (print.seconds() > 180) {
            return LOST;
        }
        if (print.words().equals("SHUTTING DOWN") || print.has(SHUTDOWN)) {
            return SHUTTING_DOWN;
        }
        boolean online = print.is(ONLINE, "ONLINE");
        boolean battery = print.is(ONBATT, "ONBATT");
        boolean contradicted =
                print.bits() != null && (online != print.says("ONLINE") || battery != print.says("ONBATT"));
        if (print.is(COMMLOST, "COMMLOST") || print.says("COMMLOST") || contradicted || !(online || battery)) {
            return LOST;
        }
        if (print.is(CALIBRATION, "CAL")) {
            return TEST;
        }
        if (online) {
            return MAINS;
        }
        if (print.transfer().isSelfTest()) {
            return TEST;
        }
        return print.is(LOWBATT, "LOWBATT") ? CRITICAL : ON_BATTERY;
    }

    private static Decision decisionOn(PowerState state, Print print, Before before) {
        boolean leaving = state == SHUTTING_DOWN && print.is(ONBATT, "ONBATT");
        boolean fresh = print.seconds() < 15;
        boolean worst = fresh && (state == CRITICAL || leaving);
        boolean battery = worst || (fresh && state == ON_BATTERY);
        boolean longEnough = before == Before.ON_BATTERY_FOR_LONG && 20 - print.seconds() >= 15;
        boolean criticalTwice = before == Before.CRITICAL_ONCE && worst && 5 - print.seconds() >= 4;
        boolean becomes = battery && (longEnough || criticalTwice);
        boolean ends = before.isCertain() && state == MAINS;
        boolean certain = becomes || (before.isCertain() && !ends);
        boolean blindForLong = before == Before.CERTAIN_AND_LOST && state == LOST;
        Set<String> events = new TreeSet<>();
        if (becomes) {
            events.add("confirmed");
        }
        if (ends) {
            events.add(before == Before.DUE ? "mains back, plan stopped" : "mains back");
        }
        if (before != Before.DUE && ((certain && worst) || blindForLong)) {
            events.add("due");
        }
        return new Decision(events, certain, certain && (battery || state == LOST));
    }

    private Decision decided(Observation seen, Before before) {
        return made.computeIfAbsent(seen, one -> new EnumMap<>(Before.class))
                .computeIfAbsent(before, one -> played(seen, one));
    }

    private static Decision played(Observation seen, Before before) {
        UpsScript ups = new UpsScript(UpsScript.settings("15s", "1h", "60s"));
        before.play.accept(ups);
        ups.at(before.now);
        ups.events.clear();
        ups.says(seen.state(), seen.age(), seen.flags().toArray(Reading.Flag[]::new));
        Set<String> events = new TreeSet<>();
        for (PowerEvent event : ups.events) {
            if (event instanceof Confirmed) {
                events.add("confirmed");
            } else if (event instanceof ShutdownDue) {
                events.add("due");
            } else if (event instanceof MainsBack back) {
                events.add(back.shutdownWasDue() ? "mains back, plan stopped" : "mains back");
            } else {
                assertThat(event).isInstanceOfAny(BatteryBad.class, BecameLost.class, BackFromLost.class);
            }
        }
        return new Decision(events, ups.watch.confirmed(), ups.watch.mayCommand(ups.now));
    }

    private static List<Print> prints() {
        List<Print> prints = new ArrayList<>();
        for (String words : statuses()) {
            for (int set = -1; set < 1 << BITS.length; set++) {
                for (Transfer transfer : TRANSFERS) {
                    for (Integer age : AGES) {
                        prints.add(new Print(words, set < 0 ? null : bitsOf(set), transfer, age));
                    }
                }
            }
        }
        return prints;
    }

    private static int bitsOf(int set) {
        int bits = 0;
        for (int i = 0; i < BITS.length; i++) {
            bits |= (set >> i & 1) * BITS[i];
        }
        return bits;
    }

    private static List<String> statuses() {
        List<String> statuses = new ArrayList<>(List.of("COMMLOST", "COMMLOST SLAVE", "SHUTTING DOWN", "SHUTTING"));
        for (int set = 0; set < 16; set++) {
            for (String beside : BESIDE) {
                List<String> words = new ArrayList<>();
                words.add((set & 1) == 0 ? "" : "CAL");
                words.add((set & 2) == 0 ? "" : "ONLINE");
                words.add((set & 4) == 0 ? "" : "ONBATT");
                words.add((set & 8) == 0 ? "" : "LOWBATT");
                words.add(beside);
                words.removeIf(String::isEmpty);
                statuses.add(String.join(" ", words));
            }
        }
        return statuses;
    }
}

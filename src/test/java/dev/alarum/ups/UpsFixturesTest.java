package dev.alarum.ups;

import static dev.alarum.ups.PowerState.CRITICAL;
import static dev.alarum.ups.PowerState.LOST;
import static dev.alarum.ups.PowerState.MAINS;
import static dev.alarum.ups.PowerState.ON_BATTERY;
import static dev.alarum.ups.PowerState.SHUTTING_DOWN;
import static dev.alarum.ups.PowerState.TEST;
import static dev.alarum.ups.Reading.Flag.BATTERY_BAD;
import static dev.alarum.ups.Reading.Flag.WAS_ON_BATTERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.alarum.ups.Reading.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every captured output of the real programs, and what it means. */
class UpsFixturesTest {
    private static final Path FOLDER = Path.of("src/test/resources/fixtures/ups");
    private static final String LOW_LINE = "Low line voltage";
    private static final String LOW_UTILITY = "low utility voltage";
    private static final Map<String, Expected> EXPECTED = new HashMap<>();

    static {
        apc("starting", LOST, none(), figures(null, null, null, null, 0));
        apc("online", MAINS, none(), figures(100.0, 42, 23.4, null, 2));
        apc("online-after-battery", MAINS, none(), figures(30.0, 16, 25.1, LOW_LINE, 1));
        apc("online-after-commlost", MAINS, none(), figures(30.0, 16, 23.0, LOW_LINE, 0));
        apc("trim", MAINS, none(), figures(30.0, 16, 23.0, LOW_LINE, 0));
        apc("boost", MAINS, none(), figures(30.0, 16, 23.0, LOW_LINE, 1));
        apc("overload", MAINS, none(), figures(30.0, 16, 109.0, LOW_LINE, 1));
        apc("cal", TEST, none(), figures(30.0, 16, 23.0, LOW_LINE, 1));
        apc("onbatt", ON_BATTERY, none(), figures(98.0, 38, 25.1, LOW_LINE, 0));
        apc("onbatt-41pct", ON_BATTERY, none(), figures(41.0, 12, 25.1, LOW_LINE, 0));
        apc("lowbatt", CRITICAL, none(), figures(11.0, 4, 25.1, LOW_LINE, 1));
        apc("onbatt-shutting-down", SHUTTING_DOWN, Set.of(WAS_ON_BATTERY), figures(4.0, 2, 23.0, LOW_LINE, 0));
        apc("commlost", LOST, none(), figures(30.0, 16, 23.0, LOW_LINE, 24));
        apc("onbatt-then-commlost", LOST, Set.of(WAS_ON_BATTERY), figures(60.0, 25, 23.0, LOW_LINE, 23));
        apc("net-slave-online", MAINS, none(), figures(60.0, 25, 23.0, LOW_LINE, 0));
        apc("net-slave-onbatt", ON_BATTERY, none(), figures(60.0, 25, 23.0, LOW_LINE, 1));
        apc("net-slave-commlost", LOST, Set.of(WAS_ON_BATTERY), figures(60.0, 25, 23.0, LOW_LINE, 1));
        expect("apcupsd/daemon-stopped.stdout.txt", new Expected(1, Observation.lost()));

        nut("online", MAINS, none(), figures(100.0, 42, 23.4, null, 0));
        nut("online-charging", MAINS, none(), figures(30.0, 15, 23.4, null, 0));
        nut("onbatt", ON_BATTERY, none(), figures(88.0, 35, 23.4, null, 0));
        nut("replacebatt", MAINS, Set.of(BATTERY_BAD), figures(100.0, 2000 / 60.0, 23.4, null, 0));
        nut("lowbatt", CRITICAL, none(), figures(9.0, 110 / 60.0, 23.4, null, 0));
        nut("fsd", SHUTTING_DOWN, Set.of(WAS_ON_BATTERY), figures(5.0, 1, 23.4, null, 0));
        nut("apcsmart-online", MAINS, none(), figures(100.0, 25, 23.0, LOW_UTILITY, 0));
        nut("apcsmart-onbatt", ON_BATTERY, none(), figures(80.0, 25, 23.0, LOW_UTILITY, 0));
        nut("apcsmart-lowbatt", CRITICAL, none(), figures(9.0, 25, 23.0, LOW_UTILITY, 0));
        nut("via-apcupsd-online", MAINS, none(), figures(100.0, 25, 23.0, LOW_LINE, 0));
        for (String failed : new String[] {"apcsmart-stale", "driver-gone", "driver-gone-1s", "upsd-gone"}) {
            expect("nut/" + failed + ".stdout.txt", new Expected(1, Observation.lost()));
        }
    }

    static Stream<String> outputs() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .filter(name -> !name.equals("ORIGIN.md") && !name.endsWith(".stderr.txt"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void each_captured_output_has_its_state_and_figures(String name) throws IOException {
        Expected expected = Objects.requireNonNull(EXPECTED.get(name), "a fixture without an expectation");

        Observation seen = parser(name).parse(Files.readString(FOLDER.resolve(name)), expected.exitStatus);

        assertThat(seen).isEqualTo(expected.observation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void an_output_cut_anywhere_is_read_as_it_was_or_less_and_never_throws(String name) throws IOException {
        String whole = Files.readString(FOLDER.resolve(name));
        PowerState right = parser(name).parse(whole, 0).state();

        for (int end = 0; end < whole.length(); end++) {
            String cut = whole.substring(0, end);
            assertThatCode(() -> assertThat(parser(name).parse(cut, 0).state())
                            .isIn(right, LOST, right == CRITICAL ? ON_BATTERY : LOST))
                    .doesNotThrowAnyException();
        }
    }

    private static StatusParser parser(String name) {
        return name.startsWith("nut/") ? new UpscParser() : new ApcaccessParser();
    }

    private static void apc(String name, PowerState state, Set<Flag> flags, Figures figures) {
        Expected expected = new Expected(0, figures.with(state, flags));
        expect("apcupsd/" + name + ".txt", expected);
        if (!name.equals("daemon-stopped")) {
            expect("apcupsd/" + name + ".units-stripped.txt", expected);
        }
    }

    private static void nut(String name, PowerState state, Set<Flag> flags, Figures figures) {
        expect("nut/" + name + ".stdout.txt", new Expected(0, figures.with(state, flags)));
    }

    private static void expect(String name, Expected expected) {
        EXPECTED.put(name, expected);
    }

    private static Set<Flag> none() {
        return Set.of();
    }

    private static Figures figures(
            @Nullable Double charge,
            @Nullable Number minutes,
            @Nullable Double load,
            @Nullable String lastTransfer,
            int ageSeconds) {
        Duration runtime = minutes == null ? null : Duration.ofSeconds(Math.round(minutes.doubleValue() * 60));
        return new Figures(charge, runtime, load, lastTransfer, Duration.ofSeconds(ageSeconds));
    }

    private record Expected(int exitStatus, Observation observation) {}

    private record Figures(
            @Nullable Double charge,
            @Nullable Duration runtime,
            @Nullable Double load,
            @Nullable String lastTransfer,
            Duration age) {
        Observation with(PowerState state, Set<Flag> flags) {
            return new Observation(state, flags, charge, runtime, load, lastTransfer, age);
        }
    }
}

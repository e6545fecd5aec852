package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.core.CoreSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.sim.Fault.Delivery;
import dev.alarum.sim.Fault.Link;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No law breaks in the scripts of 200 seeds, of 25 about the calls and of 25 with drills; and the simulator itself can be trusted. */
class SimulatorTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_law_is_broken(long seed) {
        Trial trial = Trial.of(Scripts.of(seed));

        assertThat(trial.violations())
                .as(() -> trial.violations().isEmpty() ? "" : trial.report())
                .isEmpty();
    }

    static LongStream seedsOfCalls() {
        return LongStream.rangeClosed(1, 25);
    }

    @ParameterizedTest
    @MethodSource("seedsOfCalls")
    void no_law_is_broken_where_it_is_about_the_calls(long seed) {
        Trial trial = Trial.of(Scripts.ofCalls(seed));

        assertThat(trial.violations())
                .as(() -> trial.violations().isEmpty() ? "" : trial.report())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seedsOfCalls")
    void no_law_is_broken_in_drills(long seed) {
        Trial trial = Trial.of(Scripts.ofDrills(seed));

        assertThat(trial.violations())
                .as(() -> trial.violations().isEmpty() ? "" : trial.report())
                .isEmpty();
    }

    @Test
    void drills_ring_and_some_are_passed() {
        List<Chronicle> played = seedsOfCalls()
                .mapToObj(seed -> Simulation.run(Scripts.ofDrills(seed)))
                .toList();

        assertThat(played.stream().flatMap(one -> new Truth(one).calls().stream()))
                .filteredOn(DrillsGiveWay::isOfDrill)
                .hasSizeGreaterThan(10)
                .anyMatch(call -> call.reached(true) <= 24 * 3_600_000L);
    }

    @Test
    void a_seed_replays_exactly() {
        for (long seed = 1; seed <= 5; seed++) {
            String first = Simulation.run(Scripts.of(seed)).toString();

            assertThat(Simulation.run(Scripts.of(seed))).hasToString(first);
        }
    }

    @Test
    void beating_more_rarely_where_nothing_happens_changes_nothing() {
        long everyBeat = 0;
        long someBeats = 0;
        for (long seed : new long[] {1, 4, 6}) {
            Script script = Scripts.ofYears(seed, 12, 12 * 24 * 3_600_000.0);
            Chronicle every = Simulation.run(script);
            everyBeat += every.beats();

            Chronicle some = Trial.ofLong(script).chronicle();
            someBeats += some.beats();

            assertThat(some).hasToString(every.toString());
        }
        assertThat(someBeats).isLessThan(everyBeat * 3 / 4);
    }

    @Test
    void a_script_reads_as_it_was_printed() {
        for (long seed = 1; seed <= 300; seed++) {
            Script script = Scripts.of(seed);

            Script ofCalls = Scripts.ofCalls(seed);

            assertThat(ScriptText.parse(script.toString())).isEqualTo(script);
            assertThat(ScriptText.parse(ofCalls.toString())).isEqualTo(ofCalls);
        }
    }

    @Test
    void the_scripts_hold_every_kind_of_fault() {
        List<Class<?>> kinds = Stream.concat(
                        seeds().mapToObj(Scripts::of), seedsOfCalls().mapToObj(Scripts::ofDrills))
                .<Class<?>>flatMap(script -> script.faults().stream().map(Fault::getClass))
                .distinct()
                .toList();

        assertThat(kinds).contains(Fault.class.getPermittedSubclasses());
    }

    @Test
    void a_planted_fault_of_the_hub_is_found_and_shrinks_to_what_it_needs() {
        Script script = withANoticeAmid(7);
        assertThat(withoutNotices(script).violations()).isNotEmpty();

        Script shrunk = withoutNotices(script).shrunk(SimulatorTest::withoutNotices);

        assertThat(script.faults()).hasSizeGreaterThan(6);
        assertThat(shrunk.faults()).hasSizeLessThanOrEqualTo(2).anyMatch(Fault.Leave.class::isInstance);
        assertThat(withoutNotices(ScriptText.parse(shrunk.toString())).violations())
                .isNotEmpty();
        assertThat(Trial.of(shrunk).violations()).isEmpty();
    }

    private static Script withANoticeAmid(long seed) {
        House house = new House(
                20_000, 1, 3_000, 1, 3, 15_000, 30, 15_000, 0, false, List.of(new House.Place("home", 3, 1, false, 0)));
        List<Fault> faults = List.of(
                new Fault.Loss(60_000, 300_000, Link.NODE_HUB, "*", 20),
                new Fault.Jitter(120_000, 300_000, Link.NODE_RELAY, "*", 900),
                new Fault.Freeze(400_000, 8_000, Fault.Stillness.STOPPED),
                new Fault.Leave(600_000, 200_000, "home-2", Notice.Kind.REBOOT, 2_000, Delivery.IN_TIME, 0),
                new Fault.ClockStep(700_000, 0, 40_000),
                new Fault.Death(1_500_000, 100_000, "home-1"),
                new Fault.Restart(1_600_000, 5_000),
                new Fault.Hang(1_700_000, 15_000, "home-3"));
        return new Script(seed, house, 1_800_000, faults);
    }

    /** A hub that acknowledges notices and does not hear them. */
    private static Trial withoutNotices(Script script) {
        Chronicle chronicle = Simulation.run(script, new Careless(script.house().settings()));
        return new Trial(script, chronicle, Laws.check(chronicle));
    }

    private static final class Careless extends HubOfHubs {
        Careless(CoreSettings settings) {
            super(new CoreHub(settings));
        }

        @Override
        public Taken notice(Notice notice, Moment now) {
            return new Taken(true, java.util.Map.<Sender, Long>of(), List.of());
        }
    }
}

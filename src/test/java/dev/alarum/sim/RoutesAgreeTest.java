package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.store.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same scripts around the core alone and around the hub's own flows: all that is done, seen, decided and kept on disk
 * is alike, to the millisecond of virtual time. Only the order within a millisecond is free, since flows hand over by queues.
 */
class RoutesAgreeTest {
    @TempDir(factory = InMemory.class)
    Path folder;

    static List<Long> seeds() {
        return VariedScripts.among(3_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_flows_do_what_the_core_does(long seed) {
        assertAgreement(seed, folder);
    }

    static void assertAgreement(long seed, Path folder) {
        Script script = Scripts.of(seed);
        CoreHub coreAlone = new CoreHub(script.house().settings());
        List<String> core = story(script, coreAlone, coreAlone::remembered);
        RouteHub realFlows = new RouteHub(script.house().settings(), folder);
        List<String> flows = story(script, realFlows, realFlows::remembered);

        List<String> onlyOne = new ArrayList<>();
        SeenHub.without(core, flows).forEach(line -> onlyOne.add("the core alone: " + line));
        SeenHub.without(flows, core).forEach(line -> onlyOne.add("the flows alone: " + line));
        assertThat(onlyOne).as("seed %d", seed).isEmpty();
    }

    private static List<String> story(Script script, SimHub hub, Supplier<List<Memory>> remembered) {
        try (SeenHub seen = new SeenHub(hub)) {
            List<String> all = new ArrayList<>(
                    Simulation.run(script, seen).toString().lines().toList());
            all.addAll(seen.seen());
            all.addAll(seen.decisions());
            seen.restart();
            for (Memory memory : remembered.get()) {
                all.addAll(rows(memory));
            }
            return all;
        }
    }

    private static List<String> rows(Memory memory) {
        return Stream.of(
                        memory.senders(),
                        memory.stamps(),
                        memory.ups(),
                        memory.readings(),
                        memory.incidents(),
                        memory.attempts(),
                        memory.plans(),
                        memory.steps(),
                        memory.notices(),
                        List.of("last " + memory.lastIncident() + " " + memory.lastPlan()))
                .flatMap(List::stream)
                .map(row -> "on disk at a start: " + row)
                .toList();
    }

    /** A folder that costs no disk, where there is one: nothing is to survive this test. */
    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "alarum-sim")
                    : Files.createTempDirectory("alarum-sim");
        }
    }
}

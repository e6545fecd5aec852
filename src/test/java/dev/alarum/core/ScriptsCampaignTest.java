package dev.alarum.core;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts of {@link ScriptsTest} with many more seeds; a seed that fails goes there. */
@Tag("long")
class ScriptsCampaignTest {
    private final ScriptsTest scripts = new ScriptsTest();

    static LongStream seeds() {
        return LongStream.range(1_000_000, 1_002_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoever_is_dead_is_rung_for_and_nobody_is_rung_for_without_a_death(long seed) {
        scripts.whoever_is_dead_is_rung_for_and_nobody_is_rung_for_without_a_death(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobody_is_rung_for_the_living(long seed) {
        scripts.nobody_is_rung_for_the_living(seed);
    }
}

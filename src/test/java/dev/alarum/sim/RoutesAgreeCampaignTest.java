package dev.alarum.sim;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link RoutesAgreeTest} with many more seeds. */
@Tag("long")
class RoutesAgreeCampaignTest {
    @TempDir(factory = RoutesAgreeTest.InMemory.class)
    Path folder;

    static LongStream seeds() {
        return LongStream.rangeClosed(1_001, 1_060);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_flows_do_what_the_core_does(long seed) {
        RoutesAgreeTest.assertAgreement(seed, folder);
    }
}

package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts that broke a law once, shrunk to what it took: each found a defect that is mended since. */
class KnownTroubleTest {
    static List<Path> scripts() throws IOException, URISyntaxException {
        Path folder = Path.of(KnownTroubleTest.class.getResource("/scripts").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void breaks_no_law_any_more(Path script) throws IOException {
        Trial trial = Trial.of(ScriptText.parse(Files.readString(script)));

        assertThat(trial.violations()).isEmpty();
    }
}

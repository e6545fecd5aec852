package dev.alarum.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code bad-settings} holds one mistake, after which it is named, and says what the refusal must say. */
class BadSettingsTest {
    private static final Path FOLDER = Path.of("src/test/resources/bad-settings");
    private static final String WORDS = "# the refusal says: ";

    static Stream<Path> mistakes() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).map(FOLDER::relativize).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void a_mistake_is_refused_with_key_value_rule_and_example(Path mistake) throws IOException {
        Path file = FOLDER.resolve(mistake);
        String role = mistake.getName(0).toString();
        String firstLine = Files.readAllLines(file).get(0);
        assertThat(firstLine).startsWith(WORDS);
        List<String> words = List.of(firstLine.substring(WORDS.length()).split(" \\| "));

        SettingsProblems problems = catchThrowableOfType(
                SettingsProblems.class, () -> SettingsUnderTest.load(role, List.of(file), Map.of(), Map.of()));

        assertThat(problems).as("it was accepted").isNotNull();
        assertThat(problems.problems()).as("one mistake, one problem").hasSize(1);
        assertThat(problems.getMessage())
                .contains(words)
                .doesNotContain("t0psecret")
                .doesNotContain("987");
    }

    @Test
    void there_are_many() throws IOException {
        assertThat(mistakes()).hasSizeGreaterThanOrEqualTo(40);
    }
}

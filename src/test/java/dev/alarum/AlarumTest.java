package dev.alarum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.command.Commands;
import dev.alarum.command.RunForTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarumTest {
    private final RunForTest run = new RunForTest();

    @TempDir
    Path home;

    @Test
    void help_lists_every_role_and_command() {
        assertThat(alarum("--help")).isZero();

        assertThat(run.out()).contains("hub ", "relay ", "agent ", "--version");
        Commands.all().forEach(command -> assertThat(run.out()).contains(command.name(), command.summary()));
    }

    @Test
    void every_command_and_role_explains_itself_and_does_nothing_else() {
        Commands.all().forEach(command -> {
            assertThat(alarum(command.name(), "--help")).isZero();
            assertThat(run.out()).contains("bin/alarum " + command.name(), "Exit codes:");
        });
        assertThat(alarum("relay", "--help")).isZero();
        assertThat(run.out()).contains("config/relay.properties");
        assertThat(home).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"hubb, hub", "enrol, enroll", "chek, check", "--verison, nothing"})
    void an_unknown_command_is_refused_and_the_nearest_named(String word, String nearest) {
        assertThat(alarum(word)).isEqualTo(2);

        assertThat(run.err()).contains("'" + word + "'");
        assertThat(run.err().contains("did you mean '" + nearest + "'")).isEqualTo(!nearest.equals("nothing"));
        assertThat(run.out()).isEmpty();
    }

    @Test
    void without_a_command_the_help_goes_to_stderr() {
        assertThat(alarum()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: bin/alarum");
    }

    @Test
    void wrong_settings_end_with_2_and_a_list() {
        int code = alarum("check", "hub", "--set", "alarum.hub.port=x", "--set", "alarum.call.attempts=0");

        assertThat(code).isEqualTo(2);
        assertThat(run.err().lines())
                .hasSize(3)
                .first()
                .asString()
                .isEqualTo("alarum check: nothing was started, 2 settings are wrong");
    }

    private int alarum(String... arguments) {
        return new Alarum(run.console(home), Commands.all()).run(List.of(arguments));
    }
}

package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.settings.SettingsProblems;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrillCommandTest {
    private static final String WALKED = "{\"part\":\"intake\",\"mark\":\"good\",\"detail\":\"counted\"}";
    private static final String WAITING = "{\"part\":\"key\",\"mark\":\"waiting\",\"detail\":\"\"}";

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private StandInHub server;

    @BeforeEach
    void a_hub_listens() throws Exception {
        server = StandInHub.on(data);
        server.answers(202, "{\"drill\":3}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String state(int number, String state, String... steps) {
        return "{\"drill\":{\"number\":" + number + ",\"state\":\"" + state + "\",\"steps\":[" + String.join(",", steps)
                + "]}}";
    }

    private int run(String... arguments) throws SettingsProblems {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(server.settings());
        return new DrillCommand()
                .run(
                        all,
                        new Console(
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                Map.of(),
                                data));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tells_each_part_once_as_it_is_known_and_whether_the_drill_is_passed() throws Exception {
        server.then(200, state(3, "running", WALKED, WAITING));
        server.then(
                200, state(3, "passed", WALKED, "{\"part\":\"key\",\"mark\":\"good\",\"detail\":\"Ada pressed 4\"}"));

        assertThat(run()).isZero();

        assertThat(printed().lines())
                .containsExactly(
                        "drill 3 has begun; the phone rings in about half a minute",
                        "good    intake    counted",
                        "good    key       Ada pressed 4",
                        "drill 3: passed");
        assertThat(server.asked)
                .containsExactly(
                        "POST /v1/drill " + server.bearer() + " {}",
                        "GET /v1/status " + server.bearer() + " ",
                        "GET /v1/status " + server.bearer() + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missed", "given-up"})
    void a_drill_that_is_not_passed_is_exit_code_1(String end) throws Exception {
        server.then(200, state(3, end, "{\"part\":\"key\",\"mark\":\"bad\",\"detail\":\"nobody answered\"}"));

        assertThat(run()).isEqualTo(1);

        assertThat(printed()).contains("bad     key       nobody answered", "drill 3: " + end);
    }

    @Test
    void a_drill_that_was_forgotten_is_not_waited_for() throws Exception {
        server.then(200, state(2, "passed"));

        assertThat(run()).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("does not know drill 3 any more");
    }

    @Test
    void what_speaks_against_it_is_told() throws Exception {
        server.answers(409, "no drill now: incident 7 needs the phone\n");

        assertThat(run()).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("answered 409: no drill now: incident 7 needs");
    }

    @ParameterizedTest
    @CsvSource({
        "--listen call.mp3, give a file that ends in .wav",
        "--listen /nowhere/call.wav, in a folder that is there",
        "--listen, give a file that ends in .wav",
        "--text power, give one of",
        "now, a drill takes no such argument"
    })
    void wrong_arguments_are_told_with_an_example(String arguments, String told) {
        assertThatThrownBy(() -> run(arguments.split(" ")))
                .isInstanceOfSatisfying(
                        SettingsProblems.class,
                        wrong -> assertThat(wrong.problems().toString())
                                .contains(told)
                                .contains("for instance"));
        assertThat(server.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "drill, en, This is a drill",
        "power, en, The power is out at home.",
        "internet, de, Internet",
        "node, fr, p v e",
        "test, es, llamada de prueba"
    })
    void a_text_is_spoken_into_a_file_and_nobody_is_asked_or_rung(String text, String language, String said)
            throws Exception {
        Path file = data.resolve("call.wav");

        int code = run(
                "--listen",
                file.toString(),
                "--text",
                text,
                "--set",
                "alarum.node.pve-1.site=home",
                "--set",
                "alarum.contact.1.name=Ada",
                "--set",
                "alarum.contact.1.phone=+14155550101",
                "--set",
                "alarum.contact.1.language=" + language);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isZero();
        assertThat(printed()).contains(said, "spoken into " + file + " for Ada; nobody was rung");
        byte[] sound = Files.readAllBytes(file);
        assertThat(new String(sound, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(sound.length).as("bytes of two passes").isGreaterThan(200_000);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void without_the_program_it_tells_how_to_get_it() throws Exception {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                data);
        var settings = dev.alarum.settings.SettingsLoader.loadHub(List.of()).settings();

        int code = new DrillText(settings, "no-such-program").speak("drill", data.resolve("call.wav"), console);

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("apt-get install espeak-ng");
        assertThat(data.resolve("call.wav")).doesNotExist();
    }
}

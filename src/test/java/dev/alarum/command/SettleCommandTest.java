package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.settings.SettingsProblems;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

class SettleCommandTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private StandInHub server;

    @BeforeEach
    void a_hub_listens() throws Exception {
        server = StandInHub.on(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(SettleCommand command, String... arguments) throws SettingsProblems {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(server.settings());
        return command.run(
                all,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        data));
    }

    @ParameterizedTest
    @CsvSource({
        "acknowledged, incident 7: acknowledged",
        "over, incident 7: settled already",
        "closes-by-itself, incident 7: acknowledged; it closes by itself when it is over"
    })
    void tells_what_came_of_it(String came, String words) throws Exception {
        server.answers(200, "{\"incident\":7,\"answer\":\"" + came + "\"}");

        assertThat(run(SettleCommand.ack(), "7")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(words + System.lineSeparator());
        assertThat(server.asked).containsExactly("POST /v1/incidents/7/ack " + server.bearer() + " {}");
    }

    @Test
    void close_asks_for_another_thing() throws Exception {
        server.answers(200, "{\"incident\":8,\"answer\":\"closed\"}");

        assertThat(run(SettleCommand.close(), "8")).isZero();

        assertThat(server.asked.get(0)).startsWith("POST /v1/incidents/8/close ");
    }

    @Test
    void a_refusal_is_told_in_the_hubs_words() throws Exception {
        server.answers(404, "id is 9: no such incident is in view\n");

        assertThat(run(SettleCommand.ack(), "9")).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("answered 404: id is 9: no such incident is in view");
    }

    @Test
    void without_a_hub_it_says_so() throws Exception {
        server.close();

        assertThat(run(SettleCommand.ack(), "9")).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no hub answers at http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven", "0", "-1", "7 8"})
    void wants_one_number(String given) {
        String[] arguments = given.isEmpty() ? new String[0] : given.split(" ");

        assertThatThrownBy(() -> run(SettleCommand.ack(), arguments))
                .isInstanceOf(SettingsProblems.class)
                .hasMessageContaining("bin/alarum ack 7");
    }
}

package dev.alarum.flow;

import static dev.alarum.flow.RelayInTest.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Name;
import dev.alarum.ups.UpsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpsPollFlowTest {
    private static final Path FIXTURES =
            Path.of("src/test/resources/fixtures/ups/apcupsd").toAbsolutePath();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path data;

    private RecordingHub hub;

    @BeforeEach
    void start() {
        hub = RecordingHub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void what_the_program_prints_becomes_a_reading() throws Exception {
        UpsSource ups = script(data, "rack", SECOND, "cat " + FIXTURES.resolve("onbatt.txt"));
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            JsonNode reading = awaitState("ON_BATTERY");

            assertThat(reading.path("ups").asText()).isEqualTo("rack");
            assertThat(reading.path("relay").asText()).isEqualTo("pi");
            assertThat(reading.path("chargePercent").asDouble()).isEqualTo(98.0);
            assertThat(reading.path("runtimeSeconds").asLong()).isEqualTo(38 * 60);
            assertThat(reading.path("loadPercent").asDouble()).isEqualTo(25.1);
            assertThat(reading.path("lastTransfer").asText()).isEqualTo("Low line voltage");
            assertThat(reading.path("ageSeconds").isIntegralNumber()).isTrue();
            assertThat(relay.port()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 1",
                "cat ONLINE; exit 1",
                "true",
                "head -c 300 ONLINE",
                "head -c 400 /dev/urandom",
                "sleep 60",
                "trap '' TERM; sleep 60",
                "cat ONLINE; yes",
                "cat ONLINE; sleep 60"
            })
    void whatever_is_no_whole_status_in_time_is_lost_and_never_mains(String line) throws Exception {
        String online = FIXTURES.resolve("online.txt").toString();
        UpsSource ups = script(data, "rack", SECOND, line.replace("ONLINE", online));
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            JsonNode reading = awaitState("LOST");

            assertThat(reading.has("chargePercent")).isFalse();
            await().until(() -> readings().size() >= 3);
            assertThat(readings()).allMatch(one -> one.path("state").asText().equals("LOST"));
            assertThat(relay.port()).isPositive();
        }
    }

    /** Whether Java sees the end of such an output depends on who is faster, the reader or the program's end. */
    @Test
    void a_grandchild_that_holds_the_output_open_holds_up_no_look() throws Exception {
        String online = FIXTURES.resolve("online.txt").toString();
        Path looks = data.resolve("looks");
        UpsSource ups = script(data, "rack", SECOND, "echo look >> " + looks, "sleep 20 & cat " + online);
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().until(() -> Files.exists(looks) && Files.readAllLines(looks).size() >= 4);
            await().until(() -> !readings().isEmpty());

            assertThat(readings())
                    .allMatch(one -> one.path("state").asText().equals("LOST")
                            || one.path("chargePercent").asDouble() == 100.0);
            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_missing_program_is_lost() throws Exception {
        UpsSource ups = new UpsSource(
                new Name("rack"), UpsSource.Kind.APCACCESS, data.resolve("none").toString(), "", SECOND);
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            awaitState("LOST");

            assertThat(relay.port()).isPositive();
        }
    }

    @Test
    void a_hung_program_is_killed_before_the_next_look() throws Exception {
        Path running = data.resolve("running");
        Path overlaps = data.resolve("overlaps");
        Path looks = data.resolve("looks");
        UpsSource ups = script(
                data,
                "rack",
                SECOND,
                "for one in $(cat " + running + " 2>/dev/null); do kill -0 $one 2>/dev/null && echo $one >> " + overlaps
                        + "; done",
                "echo $$ >> " + running,
                "echo look >> " + looks,
                "sleep 61");
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), ups)) {
            await().until(() -> Files.exists(looks) && Files.readAllLines(looks).size() >= 4);

            assertThat(overlaps).doesNotExist();
            assertThat(relay.port()).isPositive();
        }
        List<String> pids = Files.readAllLines(running);
        await().until(() -> pids.stream()
                .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid))
                        .map(ProcessHandle::isAlive)
                        .orElse(false)));
    }

    @Test
    void one_ups_that_hangs_delays_no_other() throws Exception {
        UpsSource hung = script(data, "hung", SECOND, "sleep 60");
        UpsSource good = script(data, "good", SECOND, "cat " + FIXTURES.resolve("onbatt.txt"));
        try (RelayInTest relay = RelayInTest.start(data, List.of(hub.url()), hung, good)) {
            await().until(() -> readings().stream()
                            .filter(one -> one.path("ups").asText().equals("good"))
                            .count()
                    >= 4);

            assertThat(relay.port()).isPositive();
        }
    }

    private JsonNode awaitState(String state) {
        return await().until(
                        () -> readings().stream().reduce((first, last) -> last).orElse(null),
                        reading -> reading != null
                                && reading.path("state").asText().equals(state));
    }

    private List<JsonNode> readings() {
        return hub.requests("/v1/ups").stream()
                .map(request -> json(request.body()))
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

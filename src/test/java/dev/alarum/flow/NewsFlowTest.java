package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.node.Moments;
import dev.alarum.status.News;
import dev.alarum.status.StatusBinding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewsFlowTest {
    private static final News BACK =
            new News(Instant.parse("2026-11-23T06:00:00Z"), "node-back", "pve-01", "pve-01 is\nback.");

    @TempDir
    Path data;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private PrintStream outBefore;

    @BeforeEach
    void listen() {
        outBefore = System.out;
        System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(outBefore);
    }

    @Test
    void with_the_console_provider_news_is_printed_on_one_line() throws Exception {
        try (Flows flows = newsWith("console")) {
            flows.template().sendBody("seda:news", BACK);

            await().until(() -> said().contains("NEWS"));
        }

        assertThat(said()).contains("NEWS node-back pve-01: pve-01 is back.\n");
    }

    @Test
    void with_a_real_provider_the_console_stays_quiet() throws Exception {
        try (Flows flows = newsWith("twilio")) {
            flows.template().requestBody("seda:news", BACK);
        }

        assertThat(said()).doesNotContain("NEWS");
    }

    private String said() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private Flows newsWith(String provider) throws Exception {
        Flows flows = Flows.of("routes", "news").set("alarum.phone.provider", provider);
        StatusBinding.beans(data, Moments.system()).forEach(flows::bean);
        return flows.start();
    }
}

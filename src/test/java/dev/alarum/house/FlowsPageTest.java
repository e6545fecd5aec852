package dev.alarum.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowsPageTest {
    private static final Path PAGE = Path.of("docs", "flows.md");

    @Test
    void the_page_tells_what_the_flows_say() throws IOException {
        String page = FlowsPage.of(Path.of(""));
        if (Boolean.getBoolean("flows.rewrite")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("docs/flows.md is stale: mvn test -Dtest=FlowsPageTest -Dflows.rewrite=true")
                .content()
                .isEqualTo(page);
    }

    @Test
    void a_flow_is_told_with_its_ways_and_steps(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(home.resolve("routes/tick.camel.yaml"), """
                - route:
                    id: tick
                    description: Lets time pass | once a second.
                    from:
                      uri: timer:tick
                      steps:
                        - to:
                            id: hand-on
                            description: Hands it on.
                            uri: seda:next
                        - log: "x"
                - routeConfiguration:
                    id: errors
                    description: Logs.
                """);

        assertThat(FlowsPage.of(home))
                .contains(
                        "| [tick](../routes/tick.camel.yaml) | `timer:tick` | Lets time pass \\| once a second. | `seda:next` |\n")
                .contains("| errors | Logs. |\n")
                .contains("**tick**\n\n- `hand-on`: Hands it on.\n");
    }
}

package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.flow.Flows;
import dev.alarum.node.Moments;
import dev.alarum.status.News;
import dev.alarum.status.StatusBinding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows of an operator beside ours, which run for real. */
class ExtraFlowsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final News OVER = news("recovered", "Incident 7 is over: all are back");

    @TempDir
    Path folder;

    @TempDir
    Path data;

    private final Taker taker = new Taker();
    private Flows flows;

    /** What a flow of the operator's hands to. Public because Camel calls it. */
    public static final class Taker {
        private final CountDownLatch free = new CountDownLatch(1);
        private final List<String> taken = new CopyOnWriteArrayList<>();

        public void take(String event) {
            taken.add(event);
            if (taken.size() == 1) {
                throw new IllegalStateException("the first one always fails");
            }
        }

        public void hang(String event) throws InterruptedException {
            taken.add(event);
            free.await();
        }
    }

    private static News news(String code, String text) {
        News.About about = new News.About(
                7, "home", "node", "recovered", Instant.parse("2026-11-23T05:46:00Z"), List.of("pve2"), 1);
        return new News(Instant.parse("2026-11-23T06:00:00Z"), code, "incident 7", text, about);
    }

    @BeforeEach
    void start() throws Exception {
        flows = Flows.of("routes", "news", "news-events")
                .set("alarum.phone.provider", "twilio")
                .set("camel.component.seda.queueSize", HubRole.QUEUE);
        StatusBinding.beans(data, Moments.system()).forEach(flows::bean);
        flows.bean("taker", taker).start();
    }

    @AfterEach
    void stop() {
        taker.free.countDown();
        flows.close();
    }

    private void write(String name, String yaml) throws Exception {
        Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
    }

    private static String flow(String id, String from, String method) {
        return """
                - route:
                    id: %s
                    from:
                      uri: %s
                      parameters:
                        multipleConsumers: true
                      steps:
                        - bean:
                            ref: taker
                            method: %s
                """.formatted(id, from, method);
    }

    private void load() {
        ExtraFlows.load(flows.context(), folder);
    }

    private void tell(News news) {
        flows.template().sendBody("seda:news", news);
    }

    @Test
    void the_example_of_the_docs_works() throws Exception {
        String page = Files.readString(Path.of("docs/extending.md"));
        String example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n\n`from`"));
        assertThat(example).contains("/var/log/alarum");
        write("incidents", example.replace("/var/log/alarum", data.toString()));

        load();
        tell(new News(Instant.EPOCH, "relay-gone", "relay:pi", "Relay pi is not heard any more"));
        tell(OVER);

        Path written = data.resolve("incidents.jsonl");
        await().atMost(LONG)
                .until(() -> Files.exists(written) && Files.readString(written).endsWith("\n"));
        assertThat(Files.readAllLines(written)).hasSize(1);
        String promised = page.substring(page.indexOf("```json\n") + 8, page.indexOf("```\n\nThe headers"));
        JsonNode json = new ObjectMapper().readTree(Files.readString(written));
        assertThat(json).isEqualTo(new ObjectMapper().readTree(promised));
    }

    @Test
    void each_flow_gets_each_event_and_one_that_fails_gets_the_next() throws Exception {
        write("one", flow("one", "seda:events", "take"));
        write("two", flow("two", "seda:events", "take"));

        load();
        tell(OVER);
        tell(news("incident", "again"));

        await().atMost(LONG).until(() -> taker.taken.size() == 4);
    }

    @Test
    void a_flow_that_hangs_holds_up_nobody_and_its_queue_is_bounded() throws Exception {
        write("slow", flow("slow", "seda:events", "hang"));
        load();

        for (int i = 0; i < 4000; i++) {
            tell(OVER);
        }

        SedaEndpoint ours = flows.context().getEndpoint("seda:news", SedaEndpoint.class);
        await().atMost(LONG).until(() -> ours.getCurrentQueueSize() == 0);
        SedaEndpoint theirs = flows.context().getEndpoint("seda:events?multipleConsumers=true", SedaEndpoint.class);
        assertThat(taker.taken).as("so many threads it gets").hasSizeBetween(1, 100);
        assertThat(theirs.getCurrentQueueSize()).isBetween(1, 1000);
    }

    @Test
    void without_a_flow_that_takes_them_no_events_are_kept() {
        load();
        for (int i = 0; i < 10; i++) {
            tell(OVER);
        }

        SedaEndpoint ours = flows.context().getEndpoint("seda:news-events", SedaEndpoint.class);
        await().atMost(LONG).until(() -> ours.getCurrentQueueSize() == 0);
        SedaEndpoint theirs = flows.context().getEndpoint("seda:events?multipleConsumers=true", SedaEndpoint.class);
        assertThat(theirs.getCurrentQueueSize()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: mine           | id: news             | the id 'news' is taken",
                "uri: seda:events   | uri: nothing:here    | nothing",
                "- bean:            | - baen:              | baen",
                "ref: taker         | ref: nobody          | nobody",
                "method: take       | method: '{{unheard}}' | unheard",
                "multipleConsumers: true | multipleConsumers: false | multiple consumers"
            })
    void a_file_that_cannot_be_used_is_refused_by_its_name(String right, String wrong, String reason) throws Exception {
        write("fine", flow("fine", "seda:events", "take"));
        write("mine", flow("mine", "seda:events", "take").replace(right, wrong));

        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageContaining(folder.resolve("mine.camel.yaml") + " of alarum.routes.extra cannot be used")
                .hasMessageContaining(reason);
    }
}

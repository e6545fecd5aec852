package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.node.Moments;
import dev.alarum.role.HttpDoor;
import dev.alarum.settings.ServerSettings;
import dev.alarum.status.DrillRequest;
import dev.alarum.status.StatusBinding;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

class DrillFlowTest {
    @TempDir
    Path data;

    private final Hub hub = new Hub();
    private Flows flows;

    /** What the flows ask of the hub. */
    public static final class Hub {
        private final AtomicInteger wished = new AtomicInteger();
        private final AtomicInteger due = new AtomicInteger();
        private volatile DrillRequest.Begun begun = new DrillRequest.Begun(3, "");

        public DrillRequest.Begun beginDrill() {
            wished.incrementAndGet();
            return begun;
        }

        public void drillBySchedule() {
            due.incrementAndGet();
        }
    }

    private void start(String timetable) throws Exception {
        flows = Flows.of("routes", "drill", "drill-schedule").bean("hub", hub).set("alarum.drill.schedule", timetable);
        StatusBinding.beans(data, Moments.system()).forEach(flows::bean);
        HttpDoor.beans(new ServerSettings("127.0.0.1", 0, null, null)).forEach(flows::bean);
        flows.start();
    }

    @AfterEach
    void stop() {
        flows.close();
    }

    private HttpResponse<String> wish(String token) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + HttpDoor.port(flows.context()) + "/v1/drill");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private String token() throws Exception {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    @Test
    void who_has_the_token_begins_one_and_learns_its_number() throws Exception {
        start("none");

        HttpResponse<String> answer = wish(token());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"drill\":3}");
        assertThat(hub.wished).hasValue(1);
    }

    @Test
    void nobody_else_begins_one() throws Exception {
        start("none");

        assertThat(wish("wrong").statusCode()).isEqualTo(401);
        assertThat(hub.wished).hasValue(0);
    }

    @Test
    void what_speaks_against_it_is_told() throws Exception {
        start("none");
        hub.begun = new DrillRequest.Begun(0, "incident 7 needs the phone");

        HttpResponse<String> answer = wish(token());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("no drill now: incident 7 needs the phone");
    }

    @Test
    void the_timetable_begins_one() throws Exception {
        start("0/1 * * ? * MON-SUN");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.due).hasValueGreaterThan(0));
    }

    @Test
    void what_the_timetable_missed_while_the_hub_stood_still_is_not_made_up_for() throws Exception {
        start("0 0 11 ? * SAT");

        Scheduler scheduler =
                flows.context().getComponent("quartz", QuartzComponent.class).getScheduler();
        List<Integer> misfires = new ArrayList<>();
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyGroup())) {
            misfires.add(scheduler.getTrigger(key).getMisfireInstruction());
        }

        assertThat(misfires).containsExactly(CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
    }

    @Test
    void without_a_timetable_there_is_no_flow_for_it() throws Exception {
        start("none");

        assertThat(flows.context().getRoute("drill-schedule")).isNull();
        assertThat(flows.context().getRoute("drill")).isNotNull();
    }
}

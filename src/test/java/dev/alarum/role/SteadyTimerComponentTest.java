package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyTimerComponentTest {
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void two_flows_begin_with_timers() throws Exception {
        context.disableJMX();
        context.getRegistry().bind(SteadyTimerComponent.NAME, new SteadyTimerComponent());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:steady-a?period=20&delay=0&fixedRate=true")
                        .routeId("a")
                        .process(run -> note("a"));
                from("timer:steady-b?period=20ms&delay=0").routeId("b").process(run -> note("b"));
            }
        });
        context.start();
    }

    @AfterEach
    void stops() {
        context.stop();
    }

    private void note(String flow) {
        runs.add(flow + " on " + Thread.currentThread().getName());
    }

    @Test
    void each_flow_is_run_by_a_steady_timer_of_its_own() {
        await().until(() -> runsOf("a") >= 3 && runsOf("b") >= 3);

        assertThat(runs).containsOnly("a on timer-steady-a", "b on timer-steady-b");
    }

    @Test
    void a_flow_runs_again_after_suspension_and_after_a_stop() throws Exception {
        context.getRouteController().suspendRoute("a");
        long suspended = runsOf("a");
        awaitMoreOf("b");
        assertThat(runsOf("a")).isEqualTo(suspended);
        context.getRouteController().resumeRoute("a");
        awaitMoreOf("a");

        context.getRouteController().stopRoute("a");
        long stopped = runsOf("a");
        awaitMoreOf("b");
        assertThat(runsOf("a")).isEqualTo(stopped);
        context.getRouteController().startRoute("a");
        awaitMoreOf("a");
    }

    @Test
    void no_thread_is_left_when_the_flows_have_ended() {
        context.stop();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("timer-steady-")));
    }

    private long runsOf(String flow) {
        return runs.stream().filter(run -> run.startsWith(flow)).count();
    }

    private void awaitMoreOf(String flow) {
        long before = runsOf(flow);
        await().until(() -> runsOf(flow) >= before + 3);
    }
}

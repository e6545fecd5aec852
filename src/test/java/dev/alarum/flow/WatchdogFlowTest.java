package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.role.Systemd;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;
import org.junit.jupiter.api.Test;

class WatchdogFlowTest {
    private static final Map<String, String> UNDER_SYSTEMD = Map.of("NOTIFY_SOCKET", "/run/systemd/notify");

    private final Program program = new Program();
    private final Hub hub = new Hub();

    @Test
    void a_hub_that_can_find_a_failure_says_so() throws Exception {
        try (Flows flows = flows(UNDER_SYSTEMD)) {
            await().until(() -> !program.commands.isEmpty());
        }

        assertThat(program.commands).containsOnly(List.of("systemd-notify", "--ready", "WATCHDOG=1"));
    }

    @Test
    void a_hub_that_cannot_is_silent() throws Exception {
        hub.canFire = false;

        try (Flows flows = flows(UNDER_SYSTEMD)) {
            await().until(() -> hub.asked.get() > 0);
        }

        assertThat(program.commands).isEmpty();
    }

    @Test
    void a_hub_whose_word_cannot_be_had_is_silent() throws Exception {
        hub.fails = true;

        try (Flows flows = flows(UNDER_SYSTEMD)) {
            await().until(() -> hub.asked.get() > 0);
        }

        assertThat(program.commands).isEmpty();
    }

    @Test
    void without_systemd_nothing_is_run_and_the_hub_not_even_asked() throws Exception {
        AtomicInteger looks = new AtomicInteger();

        try (Flows flows = base().bean("systemd", new Nobody(looks)).start()) {
            await().until(() -> looks.get() > 0);
        }

        assertThat(new Systemd(Map.of()).isListening()).isFalse();
        assertThat(new Systemd(Map.of("NOTIFY_SOCKET", "")).isListening()).isFalse();
        assertThat(hub.asked).hasValue(0);
        assertThat(program.commands).isEmpty();
    }

    @Test
    void a_sign_that_was_not_taken_does_not_end_the_flow() throws Exception {
        program.exitValue = 1;

        try (Flows flows = flows(UNDER_SYSTEMD)) {
            await().until(() -> program.commands.size() > 1);
        }
    }

    private Flows base() {
        return Flows.of("routes", "watchdog").bean("hub", hub).bean("program", program);
    }

    private Flows flows(Map<String, String> environment) throws Exception {
        return base().bean("systemd", new Systemd(environment)).start();
    }

    /** What the flow asks of the hub. */
    public static final class Hub {
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean canFire = true;
        volatile boolean fails;

        public boolean canFire() {
            asked.incrementAndGet();
            if (fails) {
                throw new IllegalStateException("no word, says the test");
            }
            return canFire;
        }
    }

    /** A process that nobody listens to. */
    public record Nobody(AtomicInteger looks) {
        public boolean isListening() {
            looks.incrementAndGet();
            return false;
        }
    }

    private static final class Program implements ExecCommandExecutor {
        final List<List<String>> commands = new CopyOnWriteArrayList<>();
        volatile int exitValue;

        @Override
        public ExecResult execute(ExecCommand command) {
            List<String> words = new ArrayList<>(List.of(command.getExecutable()));
            words.addAll(command.getArgs());
            commands.add(words);
            return new ExecResult(command, nothing(), nothing(), exitValue);
        }

        private static ByteArrayInputStream nothing() {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}

package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent, a router and a hub, each in a network of its own; the router swallows packets without a word. */
class NetworkLossIT {
    private static final Duration AT_MOST = Duration.ofSeconds(40);
    private static final Duration BACK = Duration.ofSeconds(3);
    private static final String ID = Long.toString(ProcessHandle.current().pid() % 10_000);
    private static final String AGENT = "al" + ID + "a";
    private static final String ROUTER = "al" + ID + "r";
    private static final String HUB = "al" + ID + "h";

    @TempDir
    Path folder;

    @BeforeEach
    void connect() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        // where everything must be run, what cannot be run is a failure
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isRoot).as("networks need root").isTrue();
        }
        assumeThat(isRoot).as("networks need root").isTrue();
        for (String name : List.of(AGENT, ROUTER, HUB)) {
            sh("ip netns add " + name + " && ip -n " + name + " link set lo up");
        }
        join(AGENT, "10.77.1.2", "10.77.1.1");
        join(HUB, "10.77.2.2", "10.77.2.1");
        sh("ip netns exec " + ROUTER + " sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'");
    }

    @AfterEach
    void disconnect() throws Exception {
        for (String name : List.of(AGENT, ROUTER, HUB)) {
            sh("ip netns del " + name + " 2>/dev/null || true");
        }
    }

    @Test
    void beats_again_within_three_seconds_of_the_networks_return() throws Exception {
        Process hub = hub();
        try (AgentProcess agent =
                new AgentProcess(folder, List.of("ip", "netns", "exec", AGENT), URI.create("http://10.77.2.2:8080"))) {
            await().atMost(AT_MOST).until(() -> beats().size() >= 4);
            for (int seconds : new int[] {2, 5, 9, 14}) {
                sh("ip -n " + ROUTER + " route add blackhole 10.77.2.2/32");
                await().pollDelay(Duration.ofSeconds(seconds)).atMost(AT_MOST).until(() -> true);
                long back = System.nanoTime();
                int before = beats().size();
                sh("ip -n " + ROUTER + " route del blackhole 10.77.2.2/32");

                await().atMost(AT_MOST).until(() -> beats().size() > before);

                Duration took = Duration.ofNanos(beats().get(before) - back);
                assertThat(took).as("after a loss of %d s", seconds).isLessThan(BACK);
                await().atMost(AT_MOST).until(() -> beats().size() >= before + 3);
            }
        } finally {
            hub.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Process hub() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                HUB,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                AgentProcess.classPath(),
                FakeHubMain.class.getName(),
                "10.77.2.2",
                "8080");
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("hub.log").toFile());
        return builder.start();
    }

    /** When each beat came, by the monotonic clock, which all processes of a machine share. */
    private List<Long> beats() throws IOException {
        return Files.readAllLines(folder.resolve("hub.log")).stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 5)
                .map(words -> Long.parseLong(words[0]))
                .toList();
    }

    private static void join(String name, String address, String gateway) throws Exception {
        sh("ip link add " + name + "0 netns " + name + " type veth peer name " + name + "1 netns " + ROUTER);
        sh("ip -n " + name + " addr add " + address + "/24 dev " + name + "0");
        sh("ip -n " + ROUTER + " addr add " + gateway + "/24 dev " + name + "1");
        sh("ip -n " + name + " link set " + name + "0 up");
        sh("ip -n " + ROUTER + " link set " + name + "1 up");
        sh("ip -n " + name + " route add default via " + gateway);
    }

    private static void sh(String script) throws Exception {
        Process process = new ProcessBuilder(Arrays.asList("sh", "-c", script))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script + ": " + output).isZero();
    }
}

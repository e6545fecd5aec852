package dev.alarum.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.WayUpdate.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnWayBindingTest {
    /** Set aside for documentation (RFC 2606): no name server knows it. */
    private static final URI NOWHERE = URI.create("https://probe.invalid");

    private static WayUpdate look(URI... probes) throws InterruptedException {
        return new OwnWayBinding(List.of(probes)).look();
    }

    @Test
    void one_that_is_reached_is_proof_whatever_the_others_do() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WayUpdate found = look(NOWHERE, URI.create("https://127.0.0.1:" + server.getLocalPort()));

            assertThat(found).isEqualTo(new WayUpdate(Result.WORKS, "127.0.0.1 can be reached"));
        }
    }

    @Test
    void who_refuses_has_been_reached() throws Exception {
        WayUpdate found = look(URI.create("http://127.0.0.1:" + closedPort()));

        assertThat(found.result()).isEqualTo(Result.WORKS);
    }

    @Test
    void none_reached_is_a_lost_way_and_all_are_named() throws Exception {
        long begin = System.nanoTime();

        WayUpdate found = look(NOWHERE, URI.create("https://other.invalid"));

        assertThat(found).isEqualTo(new WayUpdate(Result.LOST, "none of probe.invalid, other.invalid can be reached"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void without_a_probe_it_cannot_tell() throws Exception {
        assertThat(look().result()).isEqualTo(Result.UNKNOWN);
        assertThat(look().detail()).contains("alarum.hub.probes");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }
}

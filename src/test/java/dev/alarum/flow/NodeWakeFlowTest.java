package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.wake.LanListener;
import dev.alarum.wake.WakeAddress;
import dev.alarum.wake.WakeBinding;
import dev.alarum.wake.WakeDesk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets go to the broadcast address of loopback, where somebody listens. */
class NodeWakeFlowTest {
    private static final String CARD = "3c:ec:ef:01:23:45";

    private final Told told = new Told();
    private volatile Moment now = new Moment(0, Instant.parse("2026-01-31T12:00:00Z"));
    private LanListener lan;
    private Flows flows;

    /** What the flow tells the hubs. */
    public static final class Told {
        final List<String> woken = new CopyOnWriteArrayList<>();

        public void woken(@Body String node) {
            woken.add(node);
        }
    }

    /** A machine whose network is gone. */
    public static final class NoNetwork {
        final List<String> failed = new CopyOnWriteArrayList<>();

        public boolean isWanted(@Body String node) {
            return true;
        }

        public void send() throws IOException {
            throw new IOException("Network is unreachable");
        }

        public void failed(@ExchangeException Exception failure) {
            failed.add(failure.getMessage());
        }
    }

    @BeforeEach
    void opens() throws Exception {
        lan = LanListener.start();
        Map<Name, WakeAddress> addresses = Map.of(new Name("pve1"), WakeAddress.parse(lan.setting(CARD)));
        start(new WakeBinding(new WakeDesk(addresses, () -> now)));
    }

    private void start(Object wake) throws Exception {
        flows = Flows.of("relay-routes", "node-wake")
                .bean("wake", wake)
                .bean("planPost", told)
                .start();
    }

    @AfterEach
    void stops() {
        flows.close();
        lan.close();
    }

    @Test
    void a_node_that_is_named_hears_its_packet_and_the_hub_is_told() {
        wake("pve1");

        await().until(() -> told.woken.equals(List.of("pve1")));
        await().untilAsserted(() -> assertThat(lan.packets()).containsExactly(LanListener.magic(CARD)));
    }

    @Test
    void named_again_and_again_it_hears_one_in_ten_seconds() {
        for (int i = 0; i < 20; i++) {
            wake("pve1");
        }
        await().until(() -> told.woken.size() == 1);
        now = now.plus(Duration.ofSeconds(10));
        wake("pve1");

        await().until(() -> told.woken.size() == 2);
        await().untilAsserted(() -> assertThat(lan.packets()).hasSize(2));
    }

    @Test
    void a_node_without_an_address_is_not_told_as_woken() {
        wake("pve3");
        wake("pve1");

        await().until(() -> !told.woken.isEmpty());
        assertThat(told.woken).containsExactly("pve1");
    }

    @Test
    void a_packet_that_cannot_be_sent_is_written_down_and_not_told_as_sent() throws Exception {
        flows.close();
        NoNetwork none = new NoNetwork();
        start(none);

        wake("pve1");

        await().untilAsserted(() -> assertThat(none.failed).containsExactly("Network is unreachable"));
        assertThat(told.woken).isEmpty();
    }

    private void wake(String node) {
        flows.template().sendBody("seda:node-wake", node);
    }
}

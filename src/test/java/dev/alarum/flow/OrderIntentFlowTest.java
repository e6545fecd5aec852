package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxGuest;
import dev.alarum.node.Moments;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on disk when an order arrives, with the real store. */
class OrderIntentFlowTest {
    private final ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2").ceph();
    private final OrderFlows flows = new OrderFlows(proxmox, "order-intent", "store");
    private final List<String> foundOnArrival = new CopyOnWriteArrayList<>();
    private final Hub hub = new Hub();

    @TempDir
    Path data;

    private Store store;

    /** What the store's flow tells the hub. */
    public static final class Hub {
        volatile String failure = "";

        public void storeFailed(String reason) {
            failure = reason;
        }

        public void storeWorks() {
            failure = "";
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = Store.open(data.resolve("data"));
        StoreBinding.beans(store, Moments.system()).forEach(flows.flows::bean);
        flows.flows.bean("hub", hub);
        proxmox.guests(ProxmoxGuest.vm(101, "pve1"), ProxmoxGuest.vm(102, "pve1"));
        proxmox.onChange(change -> foundOnArrival.addAll(steps()));
    }

    @AfterEach
    void stop() {
        flows.close();
        store.close();
        proxmox.close();
    }

    @ParameterizedTest
    @EnumSource(StepKind.class)
    void every_order_is_on_disk_before_it_arrives(StepKind kind) throws Exception {
        flows.start();
        StepOrder order = OrderFlows.order(3, kind);

        flows.carriedOut(order);

        String kept = order.guests().isEmpty() ? order.kept() : "101,102";
        assertThat(foundOnArrival)
                .isNotEmpty()
                .containsOnly("7 3 %s %s PENDING %s %d"
                        .formatted(kind, order.node(), kept.isEmpty() ? "null" : kept, order.at()));
    }

    @Test
    void that_its_plan_was_begun_is_on_disk_too_and_what_became_of_that_is_left_alone() throws Exception {
        flows.start();
        flows.carriedOut(OrderFlows.order(3, StepKind.NODE));
        assertThat(plans()).containsExactly("7 RUNNING");
        execute("UPDATE plan SET state = 'STOPPED'");

        flows.carriedOut(OrderFlows.order(4, StepKind.NODE));

        assertThat(plans()).containsExactly("7 STOPPED");
    }

    private List<String> plans() throws SQLException {
        List<String> rows = new CopyOnWriteArrayList<>();
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT id, state FROM plan")) {
            while (found.next()) {
                rows.add(found.getLong(1) + " " + found.getString(2));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void what_is_to_be_restored_is_on_disk_before_it_is_changed() throws Exception {
        proxmox.oldHa().haOption("shutdown_policy=migrate");
        flows.start();

        flows.carriedOut(OrderFlows.order(1, StepKind.HA_OFF));

        assertThat(foundOnArrival).hasSize(2);
        assertThat(foundOnArrival.get(0)).contains("PENDING null");
        assertThat(foundOnArrival.get(1)).contains("PENDING policy:migrate");
    }

    @Test
    void a_disk_that_fails_keeps_no_order() throws Exception {
        try (Traces traces = new Traces()) {
            flows.start();
            drop();

            StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

            assertThat(result).isEqualTo(StepResult.of(OrderFlows.PLAN, 1, Outcome.ACCEPTED, null));
            assertThat(hub.failure).isNotEmpty();
            assertThat(traces.lines())
                    .filteredOn(line -> line.startsWith("dev.alarum.proxmox event=order-not-on-disk"))
                    .singleElement()
                    .asString()
                    .contains("kind=NODE")
                    .contains("pve1");
        }
    }

    @Test
    void a_store_that_hangs_keeps_an_order_five_seconds() throws Exception {
        flows.start();
        flows.flows.context().getRouteController().stopRoute("store");
        long begun = System.nanoTime();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

        assertThat(result.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
        assertThat(foundOnArrival).isEmpty();
    }

    @Test
    void an_order_that_became_void_while_the_store_hung_is_not_sent() throws Exception {
        flows.start();
        flows.flows.context().getRouteController().stopRoute("store");
        long begun = System.nanoTime();
        flows.plans.unwanted =
                order -> System.nanoTime() - begun > Duration.ofSeconds(2).toNanos();

        StepResult result = flows.carriedOut(OrderFlows.order(1, StepKind.NODE));

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(proxmox.changes()).isEmpty();
    }

    @Test
    void an_intent_flow_that_is_stopped_keeps_no_order() throws Exception {
        flows.start();
        flows.flows.context().getRouteController().stopRoute("order-intent");

        assertThat(flows.carriedOut(OrderFlows.order(1, StepKind.NODE)).outcome())
                .isEqualTo(Outcome.ACCEPTED);
    }

    private List<String> steps() {
        List<String> rows = new CopyOnWriteArrayList<>();
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT plan, position, kind, node, outcome, kept, at FROM plan_step")) {
            while (found.next()) {
                rows.add("%d %d %s %s %s %s %d"
                        .formatted(
                                found.getLong(1),
                                found.getLong(2),
                                found.getString(3),
                                found.getString(4),
                                found.getString(5),
                                found.getString(6),
                                found.getLong(7)));
            }
        } catch (SQLException e) {
            rows.add(e.getMessage());
        }
        return rows;
    }

    private void drop() throws SQLException {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE plan_step");
        }
    }
}

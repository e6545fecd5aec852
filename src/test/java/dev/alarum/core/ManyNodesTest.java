package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import dev.alarum.store.Row.IncidentRow;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thousand nodes of one site, of which half fail together. */
class ManyNodesTest {
    private static final int NODES = 10_000;
    private static final int DYING = NODES / 2;

    private final List<Sender> nodes = IntStream.range(0, NODES)
            .mapToObj(number -> Sender.node(new Name("node-" + number)))
            .toList();
    private final List<Row> rows = new ArrayList<>();
    private Moment now = new Moment(5_000_000_000L, Instant.parse("2026-01-31T23:59:00Z"));
    private HubCore core = new HubCore(World.settings(1), Memory.empty(), now);
    private long seq;

    @Test
    void the_incident_s_row_is_written_once_a_second_and_not_once_a_failure() {
        untilSilent();
        failOneByOne();

        assertThat(incidentRows()).hasSize(1);

        tick();

        assertThat(incidentRows()).hasSize(2);
        assertThat(incidentRows().get(1).nodes().split(",")).hasSize(DYING);
    }

    @Test
    void a_crash_within_that_second_leaves_nobody_out_of_the_incident() {
        untilSilent();
        failOneByOne();
        assertThat(incidentRows().get(0).nodes().split(",")).hasSizeLessThan(DYING);

        now = now.plus(Duration.ofSeconds(1));
        core = new HubCore(World.settings(1), Disk.of(rows, now), now);

        assertThat(core.status(now).incidents())
                .singleElement()
                .satisfies(incident -> assertThat(incident.nodes()).hasSize(DYING));
    }

    @Test
    void that_they_fail_come_back_and_are_shown_takes_less_than_two_seconds_of_cpu() {
        untilSilent();
        long before = cpu();

        failOneByOne();
        tick();
        assertThat(core.status(now).nodes()).extracting(NodeView::state).contains("FAILED");
        beat(0);
        tick();

        assertThat(core.status(now).nodes()).extracting(NodeView::state).containsOnly("UP");
        assertThat(Duration.ofNanos(cpu() - before)).isLessThan(Duration.ofSeconds(2));
    }

    /** Everyone is heard; then only the second half, until the first has been silent for its timeout. */
    private void untilSilent() {
        keep(core.begin(now));
        beat(0);
        for (int second = 0; second < 20; second++) {
            tick();
            beat(DYING);
        }
    }

    private void failOneByOne() {
        nodes.subList(0, DYING).forEach(node -> keep(core.silent(node, now)));
    }

    private void beat(int from) {
        seq++;
        nodes.subList(from, NODES)
                .forEach(node -> keep(core.heard(new Beat(node, Beat.DIRECT, new Stamp(1, seq)), now)
                        .effects()));
    }

    private void tick() {
        now = now.plus(Duration.ofSeconds(1));
        keep(core.flows(Set.of(), now));
        keep(core.tick(now));
    }

    private void keep(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Save save) {
                rows.add(save.row());
            }
        }
    }

    private List<IncidentRow> incidentRows() {
        return rows.stream()
                .filter(IncidentRow.class::isInstance)
                .map(IncidentRow.class::cast)
                .toList();
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

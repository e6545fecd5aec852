package dev.alarum.status;

import dev.alarum.status.StatusView.CallView;
import dev.alarum.status.StatusView.CanaryView;
import dev.alarum.status.StatusView.DecisionView;
import dev.alarum.status.StatusView.DrillStepView;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.status.StatusView.Hub;
import dev.alarum.status.StatusView.IncidentView;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.status.StatusView.PathView;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.status.StatusView.PreviewLine;
import dev.alarum.status.StatusView.PreviewView;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.status.StatusView.RelayView;
import dev.alarum.status.StatusView.StepView;
import dev.alarum.status.StatusView.UpsView;
import java.time.Instant;
import java.util.List;

/** States to be shown in tests. */
public final class StatusSample {
    private static final String AT = "2026-11-23T06:00:00Z";

    private StatusSample() {}

    /** A power outage with something in every list. */
    public static StatusView outage() {
        return new StatusView(
                new Hub("0.1.0", "DEGRADED", AT, 7_512.4, 12, "frozen for 8 s", new CanaryView(125, 0.08), 0),
                List.of(
                        new NodeView(
                                "pve-01",
                                "home",
                                "UP",
                                AT,
                                0.4,
                                List.of(new PathView("direct", 0.4, false), new PathView("relay:attic", 75.1, true)),
                                null,
                                null),
                        new NodeView("pve-02", "home", "FAILED", AT, 44.2, List.of(), 20.3, null),
                        new NodeView("nas", "home", "OFF", AT, 912.0, List.of(), null, "2026-11-23T06:15:00Z"),
                        new NodeView("pve-03", "home", "NEW", AT, null, List.of(), null, null)),
                List.of(new RelayView("attic", "home", "UP", AT, 0.7)),
                List.of(
                        new UpsView("rack", "home", "attic", "ON_BATTERY", true, true, 41.0, 1_260L, 12.6, 2.0),
                        new UpsView("shed", "home", "attic", "LOST", false, false, null, null, null, null)),
                List.of(new IncidentView(7, "home", "power", "CALLING", AT, List.of("pve-02", "nas"))),
                List.of(
                        new CallView(7, "Ann", 1, "no-answer", null, null, AT, null),
                        new CallView(7, "Ben", 2, "completed", "human", "4", AT, null),
                        new CallView(0, "Ann", 1, "not-placed", null, null, AT, "21215 Geo permission is not enabled")),
                List.of(new PlanView(
                        3,
                        7,
                        "shutdown",
                        AT,
                        "rack",
                        "default",
                        "RUNNING",
                        false,
                        List.of(
                                new StepView(1, "node", "pve-02", "DOWN", null, List.of("Proxmox", "silence")),
                                new StepView(
                                        2, "node", "pve-01", "REFUSED", "403 Permission check failed", List.of())))),
                List.of(new PreviewView(
                        "rack",
                        "default",
                        false,
                        540,
                        1260L,
                        62.0,
                        List.of("pve-02"),
                        List.of(
                                new PreviewLine(
                                        "high availability off", List.of(), "high availability sees to no guest"),
                                new PreviewLine(
                                        "pve-01",
                                        List.of("POST /api2/json/nodes/pve-01/status command=shutdown"),
                                        null)))),
                new DrillView(
                        2,
                        6L,
                        "alarum.drill.schedule",
                        "missed",
                        AT,
                        List.of(
                                new DrillStepView("provider", "good", "took call 1, to Ann"),
                                new DrillStepView("key", "bad", "nobody answered"))),
                List.of(new ProblemView("path-degraded", "pve-01", "pve-01 is heard directly only.", AT)),
                List.of(new News(Instant.parse(AT), "node-back", "nas", "nas is back.")),
                List.of(new DecisionView(
                        AT, "incident 7", "law 5", "ON_BATTERY in 3 readings over 15 s", "ordered 2 shutdowns")));
    }

    /** A quiet day with names that no page must take as markup, and words in every place. */
    public static StatusView hostile(String text) {
        return new StatusView(
                new Hub(text, text, text, 1, 1, text, new CanaryView(1, 1), 1),
                List.of(new NodeView(text, text, text, text, 1.0, List.of(new PathView(text, 1, true)), 1.0, text)),
                List.of(new RelayView(text, text, text, text, 1.0)),
                List.of(new UpsView(text, text, text, text, true, true, 1.0, 1L, 1.0, 1.0)),
                List.of(new IncidentView(1, text, text, text, text, List.of(text))),
                List.of(
                        new CallView(1, text, 1, text, text, text, text, text),
                        new CallView(2, text, 1, text, text, text, text, text)),
                List.of(new PlanView(
                        1,
                        1,
                        text,
                        text,
                        text,
                        text,
                        text,
                        true,
                        List.of(new StepView(1, text, text, text, text, List.of(text))))),
                List.of(new PreviewView(
                        text,
                        text,
                        true,
                        1,
                        1L,
                        1.0,
                        List.of(text),
                        List.of(new PreviewLine(text, List.of(text), null), new PreviewLine(text, List.of(), text)))),
                new DrillView(1, 1L, text, text, text, List.of(new DrillStepView(text, text, text))),
                List.of(new ProblemView(text, text, text, text)),
                List.of(new News(Instant.parse(AT), text, text, text)),
                List.of(new DecisionView(text, text, text, text, text)));
    }

    /** Only the hub, in that health. */
    public static StatusView of(String health) {
        return new StatusView(
                new Hub("0.1.0", health, AT, 5, 0, null, new CanaryView(0, 0), 0),
                List.of(new NodeView("pve-01", "home", "UP", AT, 0.4, List.of(), null, null)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of());
    }
}

package dev.alarum.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code GET /v1/status} answers. Wall times are ISO 8601 in UTC; durations are seconds. */
public record StatusView(
        Hub hub,
        List<NodeView> nodes,
        List<RelayView> relays,
        List<UpsView> ups,
        List<IncidentView> incidents,
        List<CallView> calls,
        List<PlanView> plans,
        List<PreviewView> previews,
        @Nullable DrillView drill,
        List<ProblemView> problems,
        List<News> news,
        List<DecisionView> decisions) {

    /**
     * The hub itself: {@code health} is UP, DEGRADED or DOWN; {@code holdSeconds} how long judging is still held;
     * {@code backstops} how often the aggregator had to be helped.
     */
    public record Hub(
            String version,
            String health,
            String now,
            double upSeconds,
            double holdSeconds,
            @Nullable String holdReason,
            CanaryView canary,
            long backstops) {}

    /** The hub's own node: how often its silence was noticed, and how late the last time. */
    public record CanaryView(long found, double lateSeconds) {}

    /** A node; {@code paths} says how long ago each way was heard. {@code lastBeatSeconds} is null before the first. */
    public record NodeView(
            String name,
            String site,
            String state,
            String since,
            @Nullable Double lastBeatSeconds,
            List<PathView> paths,
            @Nullable Double failedAfterSeconds,
            @Nullable String leaseEnds) {}

    /** One way by which a node is heard: {@code direct} or {@code relay:NAME}. */
    public record PathView(String path, double lastBeatSeconds, boolean degraded) {}

    /** A relay. */
    public record RelayView(
            String name,
            String site,
            String state,
            String since,
            @Nullable Double lastBeatSeconds) {}

    /** A UPS; what it does not give is null. */
    public record UpsView(
            String name,
            String site,
            String relay,
            String state,
            boolean confirmed,
            boolean batteryBad,
            @Nullable Double chargePercent,
            @Nullable Long runtimeSeconds,
            @Nullable Double loadPercent,
            @Nullable Double readingAgeSeconds) {}

    /** An incident. */
    public record IncidentView(long id, String site, String cause, String state, String opened, List<String> nodes) {}

    /** One attempt of a call. */
    public record CallView(
            long incident,
            String contact,
            int attempt,
            String status,
            @Nullable String answeredBy,
            @Nullable String key,
            String at,
            @Nullable String detail) {}

    /** A plan and its steps; {@code sort} is {@code shutdown} or {@code return}, {@code at} when it was begun. */
    public record PlanView(
            long id,
            long incident,
            String sort,
            String at,
            String ups,
            String cluster,
            String state,
            boolean armed,
            List<StepView> steps) {}

    /**
     * One step of a plan: {@code kind} as in {@link dev.alarum.plan.StepKind}, {@code node} empty for what is of the
     * cluster, {@code evidence} what shows that its node goes down.
     */
    public record StepView(
            int position,
            String kind,
            String node,
            String outcome,
            @Nullable String detail,
            List<String> evidence) {}

    /**
     * What would be done with a cluster if that UPS failed now. {@code batterySeconds} is what the UPS says it lasts,
     * {@code lookAgeSeconds} how long ago the cluster was seen; null: not known. {@code shared} are the nodes that another
     * UPS feeds, too: they stay while it has power.
     */
    public record PreviewView(
            String ups,
            String cluster,
            boolean armed,
            long needSeconds,
            @Nullable Long batterySeconds,
            @Nullable Double lookAgeSeconds,
            List<String> shared,
            List<PreviewLine> steps) {}

    /** One step of it: the requests, or why there are none. */
    public record PreviewLine(
            String what, List<String> requests, @Nullable String note) {}

    /**
     * The newest drill. {@code state} is {@code running, passed, missed} or {@code given-up}; {@code incident} is what
     * the phone rings for, null before.
     */
    public record DrillView(
            long number, @Nullable Long incident, String by, String state, String at, List<DrillStepView> steps) {}

    /** One part of a drill: {@code mark} is {@code waiting, good, bad} or {@code absent}. */
    public record DrillStepView(String part, String mark, String detail) {}

    /** Something that is wrong now. */
    public record ProblemView(String code, String subject, String text, String since) {}

    /** One decision: what was known, which rule, what was done. */
    public record DecisionView(String at, String subject, String rule, String known, String done) {}
}

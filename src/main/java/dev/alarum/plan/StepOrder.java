package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The order of one step of a plan, to Proxmox.
 *
 * @param of the plan as it was begun
 * @param position the step's place in the plan, from 1
 * @param kind what is to be done
 * @param node the node as Proxmox calls it; empty for what is of the cluster
 * @param guests the numbers (VMID) of the guests that are to be shut down, stopped or started
 * @param timeout with guests that are to go down: how long each may take, in whole seconds
 * @param force with guests that are to be shut down: whether one that takes longer is stopped hard
 * @param kept what the step that is undone by this one has kept, as {@link StepResult#kept}; of an order that is sent once
 *     more, what its row on disk says was kept; else empty
 * @param at when it was given, in ms since 1970
 */
public record StepOrder(
        Row.PlanRow of,
        int position,
        StepKind kind,
        String node,
        List<Integer> guests,
        Duration timeout,
        boolean force,
        String kept,
        long at) {
    /** {@link #kept} where high availability was disarmed. */
    public static final String ARM_HA = "arm-ha";

    /** {@link #kept} where the cluster's shutdown policy was changed and there was none before. */
    public static final String NO_POLICY = "no-policy";

    /**
     * {@link #kept} where the cluster's shutdown policy was changed; the policy of before follows, and after a comma what
     * else its option {@code ha} says.
     */
    public static final String POLICY = "policy:";

    /**
     * {@link #kept} where the cluster's option {@code ha} was changed and there was one before that named no policy; that
     * option follows.
     */
    public static final String HA_OPTION = "ha:";

    private static final String ONE = "1";

    /** Copies the list. */
    public StepOrder {
        guests = List.copyOf(guests);
    }

    /** The order of a kind that needs nothing but a node, or none. */
    public static StepOrder of(Row.PlanRow plan, int position, StepKind kind, String node, Moment now) {
        return new StepOrder(
                plan,
                position,
                kind,
                node,
                List.of(),
                Duration.ZERO,
                false,
                "",
                now.wall().toEpochMilli());
    }

    /** The same for these guests. */
    public StepOrder guests(List<Integer> ids, Duration within, boolean hard) {
        return new StepOrder(of, position, kind, node, ids, within, hard, kept, at);
    }

    /** The same that undoes what has kept this. */
    public StepOrder undoing(String what) {
        return new StepOrder(of, position, kind, node, guests, timeout, force, what, at);
    }

    /** The plan's number. */
    public long plan() {
        return of.id();
    }

    /** The Proxmox cluster as named in the settings. */
    public String cluster() {
        return of.cluster();
    }

    /**
     * What is sent for it, one after the other; nothing for guests that are none, which Proxmox would take for all. A
     * Proxmox that does not know the first of them may have another way.
     */
    public List<ApiRequest> requests() {
        return switch (kind) {
            case HA_OFF -> List.of(ApiRequest.post("/cluster/ha/status/disarm-ha", Map.of("resource-mode", "ignore")));
            case NOOUT -> List.of(ApiRequest.put("/cluster/ceph/flags/noout", Map.of("value", ONE)));
            case GUESTS -> guests.isEmpty() ? List.of() : List.of(stopAll(timeout.toSeconds(), force));
            case NODE -> List.of(down());
            // no time is left to be kind: what has not gone in all the time it had is stopped now
            case FORCE -> guests.isEmpty() ? List.of(down()) : List.of(stopAll(0, true), down());
            case WAKE -> List.of(ApiRequest.post(ofNode("wakeonlan"), Map.of()));
            case NOOUT_OFF -> List.of(ApiRequest.put("/cluster/ceph/flags/noout", Map.of("value", "0")));
            case HA_ON -> List.of(haOn());
            case START -> guests.isEmpty() ? List.of() : List.of(ApiRequest.post(ofNode("startall"), startForm()));
        };
    }

    /** That its plan was begun, which must be on disk before its own row. */
    public Row.PlanBegunRow begun() {
        return new Row.PlanBegunRow(of);
    }

    /** Its row as it must be on disk before it leaves: whoever finds it there knows that the order may have arrived. */
    public Row.StepRow intent() {
        return new Row.StepRow(
                of.id(), position, kind.name(), node, Outcome.PENDING.name(), null, keptOnDisk(), null, at);
    }

    /** What its row keeps for its undoing; null if nothing. */
    @Nullable
    String keptOnDisk() {
        String ids = ids();
        return !ids.isEmpty() ? ids : kept.isEmpty() ? null : kept;
    }

    private ApiRequest haOn() {
        if (kept.startsWith(POLICY)) {
            return haOption("shutdown_policy=" + kept.substring(POLICY.length()));
        }
        if (kept.startsWith(HA_OPTION)) {
            return haOption(kept.substring(HA_OPTION.length()));
        }
        return kept.equals(NO_POLICY)
                ? ApiRequest.put("/cluster/options", Map.of("delete", "ha"))
                : ApiRequest.post("/cluster/ha/status/arm-ha", Map.of());
    }

    private static ApiRequest haOption(String value) {
        return ApiRequest.put("/cluster/options", Map.of("ha", value));
    }

    private ApiRequest down() {
        return ApiRequest.post(ofNode("status"), Map.of("command", "shutdown"));
    }

    private ApiRequest stopAll(long seconds, boolean hard) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("vms", ids());
        form.put("timeout", Long.toString(seconds));
        form.put("force-stop", hard ? ONE : "0");
        return ApiRequest.post(ofNode("stopall"), form);
    }

    private Map<String, String> startForm() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("vms", ids());
        form.put("force", ONE);
        return form;
    }

    private String ofNode(String what) {
        return "/nodes/" + node + "/" + what;
    }

    private String ids() {
        return guests.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

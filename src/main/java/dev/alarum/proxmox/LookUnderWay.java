package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.plan.ApiRequest;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.LookOrder;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A look on its way from host to host: at each, the questions of a first round, and those of a second that follow from
 * its answers. It belongs to the one message that carries it.
 */
public final class LookUnderWay {
    private static final ApiRequest STATUS = ask("/cluster/status");
    private static final ApiRequest GUESTS = ApiRequest.get("/cluster/resources", Map.of("type", "vm"));
    private static final ApiRequest HA = ask("/cluster/ha/status/current");
    private static final ApiRequest NOOUT = ask("/cluster/ceph/flags/noout");
    private static final List<ApiRequest> FIRST = List.of(STATUS, GUESTS, HA, NOOUT);

    /** Instead of the status, for a token that may not ask that: whoever has a token may. */
    private static final ApiRequest NODES = ask("/nodes");
    /** Whoever may see no guests is told that there are none. */
    private static final ApiRequest RIGHTS = ApiRequest.get("/access/permissions", Map.of("path", "/vms"));

    private static final HostAnswer NONE = HostAnswer.none(null);

    private final LookOrder order;
    /** Those that are still to be asked, the one whose turn it is first. */
    private final List<URI> hosts;

    private final Map<ApiRequest, HostAnswer> answers = new HashMap<>();
    private final List<String> passedOver = new ArrayList<>();
    private List<ApiRequest> requests = FIRST;
    private @Nullable ClusterLook seen;

    /**
     * An answer, with its question.
     *
     * @param question what was asked
     * @param answer what the host said to it
     */
    public record Told(LookQuestion question, HostAnswer answer) {}

    /** A look by way of the first of these hosts that tells. */
    LookUnderWay(LookOrder order, List<URI> hosts) {
        this.order = order;
        this.hosts = new ArrayList<>(hosts);
    }

    private static ApiRequest ask(String path) {
        return ApiRequest.get(path, Map.of());
    }

    /** Ends it without an answer. */
    void end(String words) {
        passedOver.add(words);
        hosts.clear();
    }

    LookOrder order() {
        return order;
    }

    /** Whether there is something to be asked. */
    boolean isUndecided() {
        return seen == null && !hosts.isEmpty();
    }

    /** The host whose turn it is. */
    URI host() {
        return hosts.get(0);
    }

    /** What is to be asked now, side by side. */
    public List<LookQuestion> questions() {
        return requests.stream()
                .map(request -> new LookQuestion(host(), request))
                .toList();
    }

    /** Takes the answers to the questions of a round; one that is missing counts as not given. */
    void after(List<Told> told) {
        told.forEach(one -> answers.put(one.question().request(), one.answer()));
        List<ApiRequest> further = further();
        if (further.isEmpty()) {
            conclude();
        } else {
            requests = further;
        }
    }

    private List<ApiRequest> further() {
        List<ApiRequest> further = new ArrayList<>();
        boolean mayNotAsk = answer(STATUS).isForbidden();
        if (mayNotAsk && !answers.containsKey(NODES)) {
            further.add(NODES);
        }
        JsonNode guests = answer(GUESTS).data();
        boolean tells = mayNotAsk || answer(STATUS).data() != null;
        if (tells && guests != null && guests.isEmpty() && !answers.containsKey(RIGHTS)) {
            further.add(RIGHTS);
        }
        return further;
    }

    private void conclude() {
        HostAnswer status = answer(STATUS);
        HostAnswer nodes = status.isForbidden() ? answer(NODES) : status;
        JsonNode data = nodes.data();
        if (data == null) {
            passOver(nodes.words());
            return;
        }
        ClusterSight sight = status.isForbidden() ? ClusterSight.ofNodes(data, status) : ClusterSight.ofStatus(data);
        if (sight.isEmpty()) {
            passOver("it tells of no node");
            return;
        }
        sight.guests(answer(GUESTS), answer(RIGHTS));
        sight.ha(answer(HA));
        sight.noout(answer(NOOUT));
        seen = sight.look(order);
    }

    private void passOver(String words) {
        passedOver.add(host().getAuthority() + ": " + words);
        hosts.remove(0);
        answers.clear();
        requests = FIRST;
    }

    private HostAnswer answer(ApiRequest request) {
        return answers.getOrDefault(request, NONE);
    }

    /** What the hosts said that did not tell, in words. */
    List<String> passedOver() {
        return List.copyOf(passedOver);
    }

    /** What was seen, once it is decided or no host is left. */
    ClusterLook result() {
        ClusterLook look = seen;
        return look != null ? look : ClusterLook.unanswered(order.plan(), order.cluster(), passedOver);
    }
}

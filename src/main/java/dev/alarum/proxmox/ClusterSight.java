package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.ClusterLook.Guest;
import dev.alarum.plan.ClusterLook.Ha;
import dev.alarum.plan.LookOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts together what a host tells of its cluster. What it says may be anything, and what cannot be true is left out. */
final class ClusterSight {
    private static final Pattern SID = Pattern.compile("(?:vm|ct):([1-9][0-9]{2,8})");
    /** How Proxmox says that it has no Ceph. */
    private static final Pattern NO_CEPH = Pattern.compile(".*(not installed|not initialized|not fully configured).*");

    private static final int LEAST_VMID = 100;
    private static final int GREATEST_VMID = 999_999_999;
    private static final int LONGEST_NAME = 100;

    private final ClusterState state;
    private final @Nullable Boolean quorate;
    private final List<String> words = new ArrayList<>();
    private final Set<Integer> haGuests = new TreeSet<>();
    private @Nullable List<Guest> guests;
    private Ha ha = Ha.UNKNOWN;
    private @Nullable Boolean noout;

    private ClusterSight(ClusterState state, @Nullable Boolean quorate) {
        this.state = state;
        this.quorate = quorate;
    }

    /** By the data of {@code GET /cluster/status}. */
    static ClusterSight ofStatus(JsonNode data) {
        ClusterState state = ClusterState.ofStatus(data);
        return new ClusterSight(state, state.quorate());
    }

    /** By the data of {@code GET /nodes}, which tell nothing for certain, and why nothing better was told. */
    static ClusterSight ofNodes(JsonNode data, HostAnswer instead) {
        ClusterSight sight = new ClusterSight(ClusterState.ofNodes(data), null);
        sight.words.add("quorum: " + instead.words());
        return sight;
    }

    /** Whether it tells of no node at all. */
    boolean isEmpty() {
        return state.isEmpty();
    }

    /**
     * The guests.
     *
     * @param answer to {@code GET /cluster/resources}, which leaves out what the token may not see
     * @param rights answer to the question for the rights on {@code /vms}, asked if there is no guest at all
     */
    void guests(HostAnswer answer, HostAnswer rights) {
        JsonNode data = answer.data();
        if (data == null || !data.isArray()) {
            words.add("guests: " + unseen(answer));
        } else if (data.isEmpty() && !mayBeSeen(rights)) {
            words.add("guests: none is shown, and the token lacks VM.Audit on /vms");
        } else {
            List<Guest> running = new ArrayList<>();
            data.forEach(entry -> addIfRunning(entry, running));
            guests = running;
        }
    }

    private static boolean mayBeSeen(HostAnswer rights) {
        JsonNode data = rights.data();
        return data != null && data.path("/vms").has("VM.Audit");
    }

    private static void addIfRunning(JsonNode entry, List<Guest> running) {
        long id = entry.path("vmid").asLong();
        String node = entry.path("node").asText();
        boolean isGuest = entry.path("type").asText().matches("qemu|lxc")
                && id >= LEAST_VMID
                && id <= GREATEST_VMID
                && ClusterState.isName(node);
        if (isGuest
                && entry.path("status").asText().equals("running")
                && !ClusterState.isTrue(entry.path("template"))) {
            running.add(new Guest((int) id, name(entry), node));
        }
    }

    private static String name(JsonNode entry) {
        String name = entry.path("name")
                .asText("")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** High availability, by the answer to {@code GET /cluster/ha/status/current}. */
    void ha(HostAnswer answer) {
        JsonNode data = answer.data();
        if (data == null || !data.isArray()) {
            words.add("high availability: " + unseen(answer));
            return;
        }
        Ha armed = Ha.ARMED;
        for (JsonNode entry : data) {
            String type = entry.path("type").asText();
            Matcher sid = SID.matcher(entry.path("sid").asText());
            if (type.equals("fencing")) {
                armed = armed(entry.path("armed-state").asText());
            } else if (type.equals("service")
                    && sid.matches()
                    && !entry.path("request_state").asText().equals("ignored")) {
                haGuests.add(Integer.valueOf(sid.group(1)));
            }
        }
        ha = haGuests.isEmpty() ? Ha.UNUSED : armed;
    }

    private static Ha armed(String state) {
        return switch (state) {
            case "disarming" -> Ha.DISARMING;
            case "disarmed" -> Ha.DISARMED;
            default -> Ha.ARMED;
        };
    }

    /** Ceph's flag, by the answer to {@code GET /cluster/ceph/flags/noout}. */
    void noout(HostAnswer answer) {
        JsonNode data = answer.data();
        if (data != null && data.asText().matches("[01]|true|false")) {
            noout = ClusterState.isTrue(data);
        } else if (!NO_CEPH.matcher(answer.words()).matches()) {
            words.add("Ceph's flag noout: " + unseen(answer));
        }
    }

    private static String unseen(HostAnswer answer) {
        return answer.data() == null ? answer.words() : "not understood";
    }

    /** All of it. */
    ClusterLook look(LookOrder order) {
        return new ClusterLook(
                order.plan(),
                order.cluster(),
                true,
                quorate,
                state.local(),
                state.online(),
                state.offline(),
                guests,
                ha,
                haGuests,
                noout,
                words);
    }
}

package dev.alarum.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** High availability in a stand-in cluster: the guests it sees to, and whether it is armed. */
final class ProxmoxHa {
    private final ProxmoxGuests guests;
    private final ProxmoxNodes nodes;
    private final ProxmoxTimes times;
    /** Whether each is wanted to run. */
    private final Map<Integer, Boolean> services = new TreeMap<>();

    private String state = "armed";
    private boolean isOld;
    private Duration heardAfter = Duration.ZERO;
    private Duration disarmsWithin = Duration.ZERO;
    private @Nullable Duration recoversAfter;

    ProxmoxHa(ProxmoxGuests guests, ProxmoxNodes nodes, ProxmoxTimes times) {
        this.guests = guests;
        this.nodes = nodes;
        this.times = times;
        nodes.onUp(this::comesUp);
    }

    synchronized void add(int id) {
        services.put(id, true);
    }

    synchronized void old() {
        isOld = true;
    }

    synchronized void times(Duration heard, Duration disarms) {
        heardAfter = heard;
        disarmsWithin = disarms;
    }

    synchronized void recoversAfter(Duration time) {
        recoversAfter = time;
    }

    private synchronized @Nullable Duration recoversAfter() {
        return recoversAfter;
    }

    synchronized boolean isOld() {
        return isOld;
    }

    synchronized List<Integer> services() {
        return List.copyOf(services.keySet());
    }

    /** {@code armed, disarming, disarmed}. */
    synchronized String state() {
        return state;
    }

    /** Whether it wants that guest to run. */
    synchronized boolean wants(int id) {
        return services.getOrDefault(id, false);
    }

    /** Whether it has its hand on that guest now. */
    synchronized boolean manages(int id) {
        return state.equals("armed") && services.containsKey(id);
    }

    /** A command that is queued, and heard by the manager a little later. */
    void disarm() {
        times.after(heard(), () -> {
            if (changes("armed", "disarming")) {
                times.after(disarms(), () -> changes("disarming", "disarmed"));
            }
        });
    }

    /** A command that is queued, and heard by the manager a little later. */
    void arm() {
        times.after(heard(), () -> {
            rearm();
            guests.start(wanted());
        });
    }

    /** Guests that are shut down or started past it while it manages them: it wants them so. */
    synchronized void want(Collection<Integer> ids, boolean started) {
        ids.stream().filter(this::manages).forEach(id -> services.put(id, started));
    }

    /** A node is off: what ran there under it is started elsewhere after its time. */
    void recover(String node) {
        Duration time = recoversAfter();
        if (time != null) {
            times.after(time, () -> {
                if (!nodes.isUp(node) && nodes.isQuorate()) {
                    services().stream()
                            .filter(id ->
                                    manages(id) && wants(id) && guests.node(id).equals(node))
                            .forEach(this::moveAway);
                }
            });
        }
    }

    private void moveAway(int id) {
        nodes.names().stream().filter(nodes::isUp).findFirst().ifPresent(node -> {
            guests.move(id, node);
            guests.start(List.of(id));
        });
    }

    private void comesUp(String node) {
        guests.start(guests.all().stream()
                .filter(guest -> guests.node(guest.id()).equals(node))
                .filter(guest -> manages(guest.id()) ? wants(guest.id()) : guest.startsAtBoot())
                .map(ProxmoxGuest::id)
                .toList());
    }

    private List<Integer> wanted() {
        List<Integer> ids = new ArrayList<>(services());
        ids.removeIf(id -> !wants(id) || !nodes.isUp(guests.node(id)));
        return ids;
    }

    private synchronized Duration heard() {
        return heardAfter;
    }

    private synchronized Duration disarms() {
        return disarmsWithin;
    }

    private synchronized void rearm() {
        state = "armed";
    }

    private synchronized boolean changes(String from, String to) {
        if (!state.equals(from)) {
            return false;
        }
        state = to;
        return true;
    }
}

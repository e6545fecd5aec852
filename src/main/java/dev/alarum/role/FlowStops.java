package dev.alarum.role;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Notes the flows that are stopped or suspended, since one may run again before anybody looks. It waits for nobody: a
 * hub that stands still must yet be stopped and managed.
 */
final class FlowStops extends RoutePolicySupport {
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();

    @Override
    public void onStop(Route route) {
        stopped.add(route.getRouteId());
    }

    @Override
    public void onSuspend(Route route) {
        stopped.add(route.getRouteId());
    }

    /** The flows that were stopped or suspended since the last time, by id; whether they run now is not said. */
    Set<String> take() {
        Set<String> taken = new TreeSet<>(stopped);
        stopped.removeAll(taken);
        return taken;
    }
}

package dev.alarum.flow;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the core stands, and only remembers what it was told. Public because Camel calls it. */
public final class CallListener {
    private final List<CallUpdate> updates = new CopyOnWriteArrayList<>();
    private final Set<Long> over = ConcurrentHashMap.newKeySet();
    private final List<String> storeFailures = new CopyOnWriteArrayList<>();

    public void call(CallUpdate update) {
        updates.add(update);
    }

    public boolean isCallVoid(CallOrder order) {
        return over.contains(order.incident());
    }

    /** Nobody is to be rung for that incident any more. */
    void over(long incident) {
        over.add(incident);
    }

    public void storeFailed(String reason) {
        storeFailures.add(reason);
    }

    List<String> storeFailures() {
        return storeFailures;
    }

    List<CallUpdate> updates(long incident) {
        return updates.stream().filter(update -> update.incident() == incident).toList();
    }

    List<Status> statuses(long incident) {
        return updates(incident).stream().map(CallUpdate::status).toList();
    }

    List<CallUpdate> ends(long incident) {
        return updates(incident).stream()
                .filter(update -> update.status().isFinal())
                .toList();
    }
}

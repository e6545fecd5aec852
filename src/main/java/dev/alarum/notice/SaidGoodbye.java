package dev.alarum.notice;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this process has already announced, and what is therefore left to say at its end. A shutdown or reboot that was
 * acknowledged is not followed by anything; a maintenance in force is not cut short.
 */
public final class SaidGoodbye {
    private final Moments moments;
    private boolean hostLeaves;
    private @Nullable Moment maintenanceSince;
    private @Nullable Duration maintenance;

    /** Nothing said yet. */
    public SaidGoodbye(Moments moments) {
        this.moments = moments;
    }

    /** Somebody has acknowledged this. */
    public synchronized void acknowledged(Farewell farewell) {
        switch (farewell.kind()) {
            case SHUTDOWN, REBOOT -> hostLeaves = true;
            case MAINTENANCE -> {
                maintenanceSince = moments.now();
                maintenance = farewell.lease();
            }
            case STOP -> {
                maintenanceSince = null;
                maintenance = null;
            }
        }
    }

    /** What to say when only the agent stops; empty if nothing. */
    public synchronized Optional<Farewell> whenStopping() {
        return hostLeaves || inMaintenance()
                ? Optional.empty()
                : Optional.of(new Farewell(Notice.Kind.STOP, "the agent was stopped", null));
    }

    /**
     * What to say when the host shuts down or reboots; empty if nothing. A reboot within a longer maintenance keeps
     * the end of the maintenance.
     *
     * @param usualReboot the lease that a reboot is usually given
     */
    public synchronized Optional<Farewell> whenHostLeaves(Notice.Kind kind, Duration usualReboot) {
        if (hostLeaves) {
            return Optional.empty();
        }
        Duration rest = restOfMaintenance();
        boolean keepsMaintenance = kind == Notice.Kind.REBOOT && rest.compareTo(usualReboot) > 0;
        return Optional.of(new Farewell(
                kind,
                kind == Notice.Kind.REBOOT ? "the host restarts" : "the host powers off",
                keepsMaintenance ? rest : null));
    }

    private boolean inMaintenance() {
        return maintenanceSince != null
                && (maintenance == null || !restOfMaintenance().isZero());
    }

    private Duration restOfMaintenance() {
        Moment since = maintenanceSince;
        Duration whole = maintenance;
        if (since == null || whole == null) {
            return Duration.ZERO;
        }
        Duration rest = whole.minus(moments.now().since(since));
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}

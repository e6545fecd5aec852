package dev.alarum.notice;

import dev.alarum.node.Demands;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an announced absence is accepted when the notice itself does not say; each 1 s to 365 d.
 *
 * @param shutdown {@code alarum.notice.lease.shutdown}; null: without end
 * @param reboot {@code alarum.notice.lease.reboot}
 * @param stop {@code alarum.notice.lease.stop}
 */
public record NoticeSettings(@Nullable Duration shutdown, Duration reboot, Duration stop) {
    /** Off without end; 15 m to reboot; 5 m for a stopped agent. */
    public static final NoticeSettings DEFAULT =
            new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5));

    /** @throws Demands.NotMet if a part is outside its range */
    public NoticeSettings {
        Demands demands = new Demands();
        if (shutdown != null) {
            demandLease(demands, shutdown, "shutdown", "12h");
        }
        demandLease(demands, reboot, "reboot", "15m");
        demandLease(demands, stop, "stop", "5m");
        demands.check();
    }

    private static void demandLease(Demands demands, Duration lease, String component, String example) {
        demands.between(lease, "1s", "365d", component, example);
    }
}

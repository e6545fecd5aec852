package dev.alarum.replay;

import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.store.Row.NoticeRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long an announced absence is accepted. */
final class Leases {
    private static final Duration MAINTENANCE = Duration.ofHours(1);

    private Leases() {}

    /** What the settings say where the notice says nothing; null: without end. */
    static @Nullable Duration usual(Notice.Kind kind, NoticeSettings settings) {
        return switch (kind) {
            case SHUTDOWN -> settings.shutdown();
            case REBOOT -> settings.reboot();
            case STOP -> settings.stop();
            case MAINTENANCE -> MAINTENANCE;
        };
    }

    /** When the absence of that notice ends, in ms since 1970; null: never. */
    static @Nullable Long end(NoticeRow row, NoticeSettings settings) {
        Long given = row.leaseSeconds();
        Duration lease = given == null ? usual(Notice.Kind.valueOf(row.kind()), settings) : Duration.ofSeconds(given);
        return lease == null ? null : Long.valueOf(row.received() + lease.toMillis());
    }
}

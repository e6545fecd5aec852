package dev.alarum.notice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an announced absence is accepted when the notice itself does not say.
 *
 * @param shutdown {@code alarum.notice.lease.shutdown}; null: without end
 * @param reboot {@code alarum.notice.lease.reboot}
 * @param stop {@code alarum.notice.lease.stop}
 */
public record NoticeSettings(@Nullable Duration shutdown, Duration reboot, Duration stop) {}

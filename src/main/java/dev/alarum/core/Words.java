package dev.alarum.core;

import dev.alarum.heartbeat.Beat;
import java.time.Duration;
import java.util.Locale;

/** How decisions and news put figures into words. */
final class Words {
    private Words() {}

    /** Seconds with three digits, for instance {@code 20.214 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    /** For people, for instance {@code 14 minutes}; the largest unit that fits. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return count(seconds, "second");
        }
        if (seconds < 7200) {
            return count(seconds / 60, "minute");
        }
        return seconds < 172_800 ? count(seconds / 3600, "hour") : count(seconds / 86_400, "day");
    }

    /** {@code directly} or {@code through relay pi}. */
    static String way(String path) {
        return path.equals(Beat.DIRECT) ? "directly" : "through " + path.replace(':', ' ');
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}

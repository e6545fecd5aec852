package dev.alarum.ups;

import dev.alarum.node.Name;
import java.time.Duration;

/**
 * One UPS as a relay reads it.
 *
 * @param name {@code alarum.ups.NAME.*}
 * @param kind {@code .source}
 * @param command {@code .command}: the program to run; the kind's own name if not given
 * @param address {@code .address}: {@code host:port} for apcaccess, {@code name@host} for upsc; empty: the program's
 *     default
 * @param poll {@code .poll}: time between two readings; at least 1 s
 */
public record UpsSource(Name name, Kind kind, String command, String address, Duration poll) {
    /** The program that is asked. */
    public enum Kind {
        /** Of apcupsd. */
        APCACCESS,
        /** Of NUT. */
        UPSC
    }
}

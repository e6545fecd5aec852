package dev.alarum.ups;

import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One UPS as a relay reads it.
 *
 * @param name {@code alarum.ups.NAME.*}
 * @param kind {@code .source}
 * @param command {@code .command}: the program to run; the kind's own name if not given
 * @param address {@code .address}: {@code host:port} for apcaccess, empty for that program's default;
 *     {@code name@host} or {@code name@host:port} for upsc
 * @param poll {@code .poll}: time between two readings; 1 s to 10 s, because no node is shut down on a reading of 15 s or
 *     older
 */
public record UpsSource(Name name, Kind kind, String command, String address, Duration poll) {
    /** The program that is asked. */
    public enum Kind {
        /** Of apcupsd. */
        APCACCESS,
        /** Of NUT. */
        UPSC;

        /** The word in the settings, which is also the program's name. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern HOST_AND_PORT = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?");
    private static final Pattern NAME_AT_HOST = Pattern.compile("[A-Za-z0-9._-]+@" + HOST_AND_PORT.pattern());

    /** @throws Demands.NotMet if a part is not of its form or outside its range */
    public UpsSource {
        new Demands()
                .that(!command.isBlank(), "command", "give the program to run", "/usr/sbin/" + kind.word())
                .that(isAddress(kind, address), "address", addressRule(kind), addressExample(kind))
                .between(poll, "1s", "10s", "poll", "5s")
                .check();
    }

    /** That UPS with every default: apcaccess of this machine, every 5 s. */
    public static UpsSource named(Name name) {
        return new UpsSource(name, Kind.APCACCESS, Kind.APCACCESS.word(), "", Duration.ofSeconds(5));
    }

    private static boolean isAddress(Kind kind, String address) {
        return switch (kind) {
            case APCACCESS ->
                address.isEmpty() || HOST_AND_PORT.matcher(address).matches();
            case UPSC -> NAME_AT_HOST.matcher(address).matches();
        };
    }

    private static String addressRule(Kind kind) {
        return switch (kind) {
            case APCACCESS -> "give host:port of apcupsd";
            case UPSC -> "give the UPS as NUT knows it, name@host";
        };
    }

    private static String addressExample(Kind kind) {
        return switch (kind) {
            case APCACCESS -> "127.0.0.1:3551";
            case UPSC -> "myups@localhost";
        };
    }
}

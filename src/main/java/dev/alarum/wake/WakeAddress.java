package dev.alarum.wake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a machine hears a magic packet, {@code alarum.wake.NODE}.
 *
 * @param mac the address of its network card: six pairs of hex digits, lower case, a colon between
 * @param broadcast the IPv4 address to which the packet goes: it must reach every machine of that LAN
 * @param port the UDP port; machines that sleep listen to none, so that any is right that passes the switches
 */
public record WakeAddress(String mac, String broadcast, int port) {
    /** Every machine of the LAN that the relay's default route leads to. */
    public static final String EVERYBODY = "255.255.255.255";

    /** The port that is named discard. */
    public static final int DISCARD = 9;

    private static final String RULE = "give the address of the node's network card, AA:BB:CC:DD:EE:FF, and if need be"
            + " @BROADCAST or @BROADCAST:PORT";
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2}([:-][0-9a-f]{2}){5})(@([0-9.]{1,15})(:([0-9]{1,5}))?)?");
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");

    /** @throws IllegalArgumentException if a part is not of its form; the message says what would be right */
    public WakeAddress {
        if (!mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException(RULE);
        }
        if ((Integer.parseInt(mac.substring(0, 2), 16) & 1) == 1 || mac.equals("00:00:00:00:00:00")) {
            throw new IllegalArgumentException("give the address of one network card; this one is no card's");
        }
        if (!IPV4.matcher(broadcast).matches()) {
            throw new IllegalArgumentException(
                    "give the broadcast address as four numbers, for instance 192.168.1.255");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("give a port from 1 to 65535");
        }
    }

    /**
     * The address as in the settings: {@code AA:BB:CC:DD:EE:FF}, in any case, also with dashes, and if need be
     * {@code @BROADCAST} or {@code @BROADCAST:PORT}.
     *
     * @throws IllegalArgumentException if it is not of that form; the message says what would be right
     */
    public static WakeAddress parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException(RULE);
        }
        String broadcast = parts.group(4) == null ? EVERYBODY : parts.group(4);
        int port = parts.group(6) == null ? DISCARD : Integer.parseInt(parts.group(6));
        return new WakeAddress(parts.group(1).replace('-', ':'), broadcast, port);
    }

    /** As it may stand in the settings, whole. */
    @Override
    public String toString() {
        return mac + "@" + broadcast + ":" + port;
    }
}

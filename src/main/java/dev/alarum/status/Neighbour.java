package dev.alarum.status;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses from which the token is taken without TLS: this machine, private networks, and 100.64.0.0/10 (Tailscale). */
final class Neighbour {
    private Neighbour() {}

    static boolean isNear(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isLoopbackAddress()) {
            return true;
        }
        // Java's "site local" of IPv6 is the fec0::/10 that was withdrawn
        return address instanceof Inet6Address
                ? (bytes[0] & 0xfe) == 0xfc
                : address.isSiteLocalAddress() || isShared(bytes);
    }

    private static boolean isShared(byte[] bytes) {
        return (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 0x40;
    }
}

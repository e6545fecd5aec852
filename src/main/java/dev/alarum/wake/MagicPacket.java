package dev.alarum.wake;

import java.util.HexFormat;

/** The packet that a sleeping network card waits for: six times FF, then its own address sixteen times. */
public final class MagicPacket {
    /** How many bytes it has. */
    public static final int LENGTH = 102;

    private static final int TIMES = 16;
    private static final byte FF = (byte) 0xff;

    private MagicPacket() {}

    /** The packet for that card. */
    public static byte[] of(WakeAddress address) {
        byte[] card = HexFormat.ofDelimiter(":").parseHex(address.mac());
        byte[] packet = new byte[LENGTH];
        int end = 0;
        while (end < card.length) {
            packet[end] = FF;
            end++;
        }
        for (int i = 0; i < TIMES; i++) {
            System.arraycopy(card, 0, packet, end, card.length);
            end += card.length;
        }
        return packet;
    }
}

package dev.alarum.wake;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean {@code wake} of the flow node-wake: it sends magic packets. */
public final class WakeBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(WakeBinding.class);
    private static final String ADDRESS = "wakeAddress";
    private static final String NODE = "wakeNode";

    private final WakeDesk desk;

    /** Binds that desk. */
    public WakeBinding(WakeDesk desk) {
        this.desk = desk;
    }

    /** Whether a packet is to be sent to that node now; where it goes is kept beside the message. */
    public boolean isWanted(@Body String node, Exchange exchange) {
        WakeAddress address = desk.wanted(node);
        exchange.setProperty(NODE, node);
        exchange.setProperty(ADDRESS, address);
        return address != null;
    }

    /**
     * Sends the packet to every machine of that LAN.
     *
     * @throws IOException if this machine cannot send it; whether anybody hears it is never known
     */
    public void send(@ExchangeProperty(NODE) String node, @ExchangeProperty(ADDRESS) WakeAddress address)
            throws IOException {
        byte[] packet = MagicPacket.of(address);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setBroadcast(true);
            // four numbers: nothing is asked of the DNS
            InetAddress everybody = InetAddress.getByName(address.broadcast());
            socket.send(new DatagramPacket(packet, packet.length, everybody, address.port()));
        }
        LOGGER.info("event=node-woken node={} to={}", node, address);
    }

    /** The packet could not be sent; the hub is told nothing, so that it names the node again. */
    public void failed(@ExchangeProperty(NODE) String node, @ExchangeException Exception failure) {
        LOGGER.error("event=node-not-woken node={} reason=\"{}\"", node, failure.toString());
    }
}

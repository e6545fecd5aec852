package dev.alarum.wake;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A machine on loopback that writes down what is broadcast to it. */
public final class LanListener implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<String> packets = new CopyOnWriteArrayList<>();

    private LanListener(DatagramSocket socket) {
        this.socket = socket;
    }

    /** One that hears 127.255.255.255. */
    public static LanListener start() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
        LanListener listener = new LanListener(socket);
        Thread thread = new Thread(listener::listen, "lan-listener");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private void listen() {
        byte[] room = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                socket.receive(packet);
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            packets.add(HexFormat.of().formatHex(Arrays.copyOf(packet.getData(), packet.getLength())));
        }
    }

    /** What to give as {@code alarum.wake.NODE} for a card of that address. */
    public String setting(String mac) {
        return mac + "@127.255.255.255:" + socket.getLocalPort();
    }

    /** The packets so far, in hex. */
    public List<String> packets() {
        return packets;
    }

    /** The magic packet of that card, in hex. */
    public static String magic(String mac) {
        return HexFormat.of().formatHex(MagicPacket.of(WakeAddress.parse(mac)));
    }

    @Override
    public void close() {
        socket.close();
    }
}

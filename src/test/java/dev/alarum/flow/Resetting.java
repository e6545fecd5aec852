package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Takes connections and resets them. */
final class Resetting implements AutoCloseable {
    private final ServerSocket door;

    Resetting() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::reset, "resetting");
        thread.setDaemon(true);
        thread.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    private void reset() {
        while (!door.isClosed()) {
            try (Socket caller = door.accept()) {
                caller.setSoLinger(true, 0);
            } catch (IOException e) {
                assertThat(door.isClosed()).isTrue();
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}

package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections, reads, never answers; counts how many the other side holds open. */
final class Hanging implements AutoCloseable {
    private final ServerSocket door;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    Hanging() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    int mostOpen() {
        return mostOpen.get();
    }

    int taken() {
        return taken.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                taken.incrementAndGet();
                daemon(() -> readToTheEnd(caller));
            } catch (IOException e) {
                assertThat(door.isClosed()).isTrue();
            }
        }
    }

    private void readToTheEnd(Socket caller) {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (caller) {
            caller.getInputStream().readAllBytes();
        } catch (IOException e) {
            // a reset ends it as well
            assertThat(e).isNotNull();
        } finally {
            open.decrementAndGet();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hanging");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}

package dev.alarum.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.awaitility.Awaitility;

/** One host's pveproxy: HTTP by hand over TLS. */
final class ProxmoxHost implements AutoCloseable {
    /** A client may hold the port of a host that was down as its own for a moment. */
    private static final Duration PORT_IS_FREE = Duration.ofSeconds(20);

    private final ProxmoxApi api;
    private final int number;
    private final TestCertificate certificate;
    private final int port;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger orders = new AtomicInteger();
    private SSLServerSocket server;
    private Thread accepting;

    ProxmoxHost(ProxmoxApi api, int number, TestCertificate certificate) {
        this.api = api;
        this.number = number;
        this.certificate = certificate;
        listen(0);
        this.port = server.getLocalPort();
    }

    int number() {
        return number;
    }

    int port() {
        return port;
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    int orders() {
        return orders.get();
    }

    /** From now on it refuses connections. */
    synchronized void down() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
            // until the thread has left accept, the kernel still takes connections, to reset them afterwards
            accepting.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It takes connections again, at the same port. */
    synchronized void up() {
        if (server.isClosed() && closed.getCount() > 0) {
            Awaitility.await("port " + port)
                    .atMost(PORT_IS_FREE)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> {
                        listen(port);
                        return true;
                    });
        }
    }

    @Override
    public void close() {
        closed.countDown();
        down();
    }

    private void listen(int at) {
        try {
            SSLServerSocket fresh = (SSLServerSocket)
                    certificate.server().getServerSocketFactory().createServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), at), 100);
            server = fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SSLServerSocket listening = server;
        accepting = start(() -> accept(listening), "accept");
    }

    private Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, "proxmox-host-" + number + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(SSLServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket), "answer");
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            ProxmoxRequest request = ProxmoxRequest.read(new BufferedInputStream(socket.getInputStream()));
            if (request != null) {
                requests.incrementAndGet();
                if (!request.isQuestion()) {
                    orders.incrementAndGet();
                }
                ProxmoxAnswer answer = api.answer(this, request);
                socket.getOutputStream().write(answer.bytes());
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // a client that goes away, or refuses our certificate, ends its connection: that is its right
        } finally {
            open.remove(socket);
        }
    }

    /** Holds an answer back; at the latest until the cluster ends. */
    void await(Duration time) {
        try {
            boolean ended = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

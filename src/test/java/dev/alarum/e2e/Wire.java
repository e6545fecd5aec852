package dev.alarum.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP line on loopback between a client and a server, which a test may cut, slow down or take away. A line that is
 * cut behaves like a pulled cable: connections stay, new ones are taken, nothing passes, and what was sent meanwhile
 * arrives late when the line is restored. A line that refuses behaves like a dead program.
 */
public final class Wire implements AutoCloseable {
    private enum State {
        WHOLE,
        CUT,
        REFUSING,
        CLOSED
    }

    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WHOLE;
    private Duration delay = Duration.ZERO;
    private volatile int target;

    private Wire(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    /** A whole line to that port of loopback. */
    public static Wire to(int port) {
        try {
            return new Wire(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the client is to connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The base URL for the client. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many bytes went through, both ways together. */
    public long passed() {
        return passed.get();
    }

    /** How many connections were opened by the client so far. */
    public long connections() {
        return connections.get();
    }

    /** From now on new connections go to another port of loopback. */
    public void leadTo(int port) {
        target = port;
    }

    /** Pulls the cable. */
    public void cut() {
        become(State.CUT);
    }

    /** Ends every connection; new ones are ended as soon as they are made. */
    public void refuse() {
        become(State.REFUSING);
        sockets.forEach(Wire::end);
    }

    /** Lets everything pass again, at once what waited. */
    public void restore() {
        become(State.WHOLE);
    }

    /** Lets each piece wait that long on its way, both ways; zero for none. */
    public void delay(Duration wanted) {
        lock.lock();
        try {
            delay = wanted;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        become(State.CLOSED);
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Wire::end);
    }

    private void become(State wanted) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = wanted;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            connections.incrementAndGet();
            sockets.add(client);
            start("connect", () -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            if (!letsPass()) {
                return;
            }
            sockets.add(server);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
            start("back", () -> pump(server, client));
            pump(client, server);
        } finally {
            drop(server);
            drop(client);
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[CHUNK];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (!letsPass()) {
                    return;
                }
                out.write(piece, 0, length);
                passed.addAndGet(length);
            }
            if (letsPass()) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            drop(from);
            drop(to);
            throw e;
        }
    }

    /** Waits until the line is whole and the delay is over; false if the connection is to end instead. */
    private boolean letsPass() {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (state == State.CUT || (left > 0 && state == State.WHOLE)) {
                if (state == State.CUT) {
                    changed.awaitUninterruptibly();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return state == State.WHOLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        end(socket);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // the other end hung up, or the line was closed: nothing is left to pump
                    }
                },
                "wire-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}

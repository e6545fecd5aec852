package dev.alarum.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A hub or relay that answers as a test wants it to, and keeps what it was sent. */
public final class FakeTarget implements AutoCloseable {
    /** One request. */
    public record Received(String path, String body, Map<String, String> headers, long nanos) {
        public long boot() {
            return Long.parseLong(body.split(" ")[1]);
        }

        public long seq() {
            return Long.parseLong(body.split(" ")[2]);
        }
    }

    /** How it answers. */
    public interface Manner {
        void answer(HttpExchange exchange, Received received) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Manner manner = status(204, "");

    public FakeTarget() {
        this(0);
    }

    public FakeTarget(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers with that. */
    public static Manner status(int status, String body) {
        return (exchange, received) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** Never answers. */
    public Manner hang() {
        return (exchange, request) -> end.await();
    }

    /** Answers after a while. */
    public Manner slow(long millis) {
        return (exchange, request) -> {
            end.await(millis, TimeUnit.MILLISECONDS);
            status(204, "").answer(exchange, request);
        };
    }

    /** Sends an answer that never ends, a byte at a time. */
    public Manner drip() {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            while (!end.await(200, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
            }
        };
    }

    public FakeTarget manner(Manner next) {
        manner = next;
        return this;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<Received> notices() {
        return received.stream().filter(r -> r.path().equals("/v1/notices")).toList();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            Received request = new Received(
                    exchange.getRequestURI().toString(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    headers,
                    System.nanoTime());
            received.add(request);
            manner.answer(exchange, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

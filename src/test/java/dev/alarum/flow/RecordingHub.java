package dev.alarum.flow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.RelayWordsText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A hub over real HTTP that writes down what it gets and answers as told. */
public final class RecordingHub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Function<Request, Answer> answers = request -> new Answer(204, "");

    /** One request as it came. */
    public record Request(String path, Map<String, List<String>> headers, String body, long nanos) {
        /** The value of a header that must be there once. */
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> String.join(" AND ", entry.getValue()))
                    .findFirst()
                    .orElse("");
        }
    }

    /** What it answers. */
    public record Answer(int status, String body, Map<String, String> headers) {
        public Answer(int status, String body) {
            this(status, body, Map.of());
        }

        /** What a hub with that key tells the relay that posted this to {@code /v1/plans}. */
        static Answer signed(Request request, SenderKey key, RelayWords words) {
            String body = RelayWordsText.of(words);
            WebhookSignature signature = WebhookSignature.sign(
                    key,
                    "hub:" + request.header(WebhookSignature.ID),
                    1_767_225_600,
                    body.getBytes(StandardCharsets.UTF_8));
            return new Answer(
                    200,
                    body,
                    Map.of(
                            WebhookSignature.ID,
                            signature.id(),
                            WebhookSignature.TIMESTAMP,
                            signature.timestamp(),
                            WebhookSignature.SIGNATURE,
                            signature.signature()));
        }
    }

    private RecordingHub(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static RecordingHub start() {
        return at(0);
    }

    /** A hub on that port. */
    public static RecordingHub at(int port) {
        try {
            return new RecordingHub(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It answers questions about plans with these words under that key, and all else with 204. */
    public RecordingHub telling(SenderKey key, RelayWords words) {
        return answering(request ->
                request.path().equals("/v1/plans") ? Answer.signed(request, key, words) : new Answer(204, ""));
    }

    public RecordingHub answering(int status, String body) {
        return answering(request -> new Answer(status, body));
    }

    public RecordingHub answering(Function<Request, Answer> answers) {
        this.answers = answers;
        return this;
    }

    /** From now on it takes requests and never answers. */
    public RecordingHub hanging() {
        return answering(request -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(503, "");
        });
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    System.nanoTime());
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What came on that path, oldest first. */
    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** All that came. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

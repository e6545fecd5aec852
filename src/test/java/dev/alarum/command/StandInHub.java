package dev.alarum.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alarum.status.AdminToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A hub as the commands meet it: it answers what it is told to, and writes down what it is asked. */
final class StandInHub implements AutoCloseable {
    /** Method, path, what it is authorized by and the body, with blanks between them. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final Path data;
    private final HttpServer server;
    private final Deque<RunningHub.Answer> answers = new ArrayDeque<>(List.of(new RunningHub.Answer(200, "")));

    private StandInHub(Path data) throws IOException {
        this.data = data;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /** One that runs on that data folder, which gets a token. */
    static StandInHub on(Path data) throws IOException {
        AdminToken.in(data);
        StandInHub hub = new StandInHub(data);
        hub.server.createContext("/", hub::answer);
        hub.server.start();
        return hub;
    }

    /** What it answers from now on. */
    void answers(int status, String body) {
        synchronized (answers) {
            answers.clear();
            answers.add(new RunningHub.Answer(status, body));
        }
    }

    /** What it answers after that, once the answer before was given. */
    void then(int status, String body) {
        synchronized (answers) {
            answers.add(new RunningHub.Answer(status, body));
        }
    }

    private RunningHub.Answer next() {
        synchronized (answers) {
            return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body));
        RunningHub.Answer answer = next();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** As a command of this machine finds it. */
    RunningHub found() {
        return new RunningHub(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), data);
    }

    /** The same by the command line. */
    List<String> settings() {
        return List.of(
                "--set",
                "alarum.data.dir=" + data,
                "--set",
                "alarum.hub.port=" + server.getAddress().getPort(),
                "--set",
                "alarum.hub.host=127.0.0.1");
    }

    /** What authorizes a request to it. */
    String bearer() throws IOException {
        return AdminToken.readFrom(data).bearer();
    }

    /** Nobody listens any more. */
    @Override
    public void close() {
        server.stop(0);
    }
}

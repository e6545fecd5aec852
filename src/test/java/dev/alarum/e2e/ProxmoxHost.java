package dev.alarum.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;

/** One host's pveproxy: HTTP by hand, as Proxmox's reason phrases and statuses up to 599 are part of what it says. */
final class ProxmoxHost implements AutoCloseable {
    private static final String API = "/api2/json";
    private static final String ORDER = "Sys.PowerMgmt";
    private static final String AUDIT = "Sys.Audit";
    private static final Pattern NODE_STATUS = Pattern.compile("^/nodes/([^/]+)/status$");
    private static final int HELD_BACK_SECONDS = 3;

    private final ProxmoxCluster cluster;
    private final int number;
    private final SSLServerSocket server;
    private final Thread accepting;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger orders = new AtomicInteger();

    ProxmoxHost(ProxmoxCluster cluster, int number, TestCertificate certificate) {
        this.cluster = cluster;
        this.number = number;
        try {
            server = (SSLServerSocket) certificate
                    .server()
                    .getServerSocketFactory()
                    .createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = start(this::accept, "accept");
    }

    int port() {
        return server.getLocalPort();
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

    @Override
    public void close() {
        closed.countDown();
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

    private Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, "proxmox-host-" + number + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                start(() -> serve(socket), "answer");
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = Request.read(new BufferedInputStream(socket.getInputStream()));
            if (request != null) {
                requests.incrementAndGet();
                if (!request.method().equals("GET")) {
                    orders.incrementAndGet();
                }
                Answer answer = answer(request);
                if (answer != null) {
                    socket.getOutputStream().write(answer.bytes());
                    socket.getOutputStream().flush();
                }
            }
        } catch (IOException e) {
            // a client that goes away, or refuses our certificate, ends its connection: that is its right
        } finally {
            open.remove(socket);
        }
    }

    private Answer answer(Request request) {
        if (!request.path().startsWith(API + "/")) {
            return violation(request, 501, Map.of("path", "not below " + API));
        }
        if (!("PVEAPIToken=" + ProxmoxCluster.TOKEN_ID + "=" + ProxmoxCluster.TOKEN_SECRET)
                .equals(request.header("authorization"))) {
            return heldBack("invalid token value!");
        }
        if (!request.isForm()) {
            return violation(request, 400, Map.of("content-type", request.header("content-type")));
        }
        String path = request.path().substring(API.length());
        var verdict = cluster.schema().check(request.method(), path, request.parameters());
        if (verdict.status() != 200) {
            return violation(request, verdict.status(), verdict.errors());
        }
        return request.method().equals("POST") ? ordered(path, request) : asked(path, request);
    }

    private Answer asked(String path, Request request) {
        return switch (path) {
            case "/nodes" -> Answer.json(each("{\"node\":\"%s\",\"status\":\"%s\",\"type\":\"node\"}"));
            case "/version" ->
                Answer.json("{\"version\":\"9.1.3\",\"release\":\"9.1\",\"repoid\":\"0123456789abcdef\"}");
            case "/access/permissions" -> permissions(request.parameters().get("path"));
            case "/cluster/status" -> clusterStatus();
            default -> {
                Matcher status = NODE_STATUS.matcher(path);
                yield status.matches()
                        ? nodeStatus(path, status.group(1), request)
                        : new Answer(501, "Method 'GET " + path + "' not implemented", "{\"data\":null}");
            }
        };
    }

    private String each(String form) {
        return cluster.nodes().stream()
                .map(node -> form.formatted(node, isOff(node) ? "offline" : "online"))
                .toList()
                .toString();
    }

    private boolean isOff(String node) {
        return cluster.behaviour(node) == ProxmoxCluster.Behaviour.OFF;
    }

    /** Booleans are 0 and 1, and a Proxmox by itself has no entry for a cluster. */
    private Answer clusterStatus() {
        if (!cluster.mayAudit("/")) {
            return forbidden("/", AUDIT);
        }
        List<String> entries = new ArrayList<>();
        if (!cluster.isAlone()) {
            entries.add("{\"type\":\"cluster\",\"id\":\"cluster\",\"name\":\"home\",\"version\":4,\"nodes\":"
                    + cluster.nodes().size() + ",\"quorate\":" + (cluster.isQuorate() ? 1 : 0) + "}");
        }
        for (String node : cluster.nodes()) {
            entries.add("{\"type\":\"node\",\"id\":\"node/" + node + "\",\"name\":\"" + node + "\",\"nodeid\":"
                    + (cluster.nodes().indexOf(node) + 1) + ",\"ip\":\"192.0.2."
                    + (cluster.nodes().indexOf(node) + 1)
                    + "\",\"level\":\"\",\"local\":" + (node.equals(cluster.local(number)) ? 1 : 0)
                    + ",\"online\":" + (isOff(node) ? 0 : 1) + "}");
        }
        return Answer.json(entries.toString());
    }

    /** The right is looked at before the request is handed to the node. */
    private Answer nodeStatus(String path, String node, Request request) {
        if (!cluster.mayAudit("/nodes/" + node)) {
            return forbidden("/nodes/" + node, AUDIT);
        }
        return behaved(
                "GET " + path,
                node,
                AUDIT,
                request,
                "{\"uptime\":86400,\"pveversion\":\"pve-manager/9.1.3\",\"cpu\":0.02}");
    }

    private static Answer forbidden(String path, String right) {
        String words = "Permission check failed (" + path + ", " + right + ")";
        return new Answer(403, words, "{\"data\":null,\"message\":\"" + words + "\\n\"}");
    }

    private Answer permissions(String path) {
        String node = path == null ? "" : path.replaceFirst("^/nodes/", "");
        boolean mayNot = cluster.behaviour(node) == ProxmoxCluster.Behaviour.FORBIDDEN
                || !cluster.nodes().contains(node);
        return Answer.json(mayNot ? "{}" : "{\"" + path + "\":{\"" + ORDER + "\":1}}");
    }

    private Answer ordered(String path, Request request) {
        String node = path.replaceFirst(NODE_STATUS.pattern(), "$1");
        cluster.came(new ProxmoxCluster.Command(number, node, System.nanoTime()));
        return behaved("POST " + path, node, ORDER, request, "null");
    }

    private Answer behaved(String what, String node, String right, Request request, String good) {
        return switch (cluster.behaviour(node)) {
            case OK -> Answer.json(good);
            case HUNG -> hung();
            case UNAUTHORIZED -> heldBack("permission denied - invalid PVE ticket");
            case FORBIDDEN -> forbidden("/nodes/" + node, right);
            case BAD_PARAMETER ->
                new Answer(
                        400,
                        "Parameter verification failed.",
                        "{\"data\":null,\"errors\":{\"command\":\"value does not have a value in the enumeration\"}}");
            case BROKEN -> new Answer(500, "unable to open file - Read-only file system", "{\"data\":null}");
            case UNKNOWN -> new Answer(501, "Method '" + what + "' not implemented", "{\"data\":null}");
            case NO_ROUTE, OFF -> new Answer(595, "No route to host", "");
            case BROKEN_PROXY -> new Answer(596, "tls_process_server_certificate: certificate verify failed", "");
            case REDIRECTED ->
                new Answer(
                        302,
                        "Moved",
                        "",
                        "Location: " + cluster.url(cluster.urls().size() - 1));
            case PORTAL -> new Answer(200, "OK", "<html>Please log in</html>");
            case CUT -> null;
            case TELLTALE ->
                new Answer(
                        500,
                        "got " + request.header("authorization"),
                        "{\"message\":\"" + ProxmoxCluster.TOKEN_SECRET + "\"}");
        };
    }

    private Answer violation(Request request, int status, Map<String, String> errors) {
        cluster.violations().add(request.method() + " " + request.path() + " " + errors);
        StringBuilder json = new StringBuilder();
        errors.forEach((name, error) -> json.append(json.length() == 0 ? "" : ",")
                .append("\"" + name + "\":\"" + error.replace("\"", "'") + "\""));
        return new Answer(status, "Parameter verification failed.", "{\"data\":null,\"errors\":{" + json + "}}");
    }

    private Answer heldBack(String reason) {
        await(HELD_BACK_SECONDS);
        return new Answer(401, reason, "");
    }

    private Answer hung() {
        await(3600);
        return null;
    }

    private void await(int seconds) {
        try {
            boolean ended = closed.await(seconds, TimeUnit.SECONDS);
            if (ended) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Answer(int status, String reason, String body, String... headers) {
        static Answer json(String data) {
            return new Answer(200, "OK", "{\"data\":" + data + "}");
        }

        byte[] bytes() {
            StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " " + reason + "\r\n");
            text.append("Server: pve-api-daemon/3.0\r\nConnection: close\r\n");
            text.append("Content-Type: application/json;charset=UTF-8\r\n");
            text.append("Content-Length: " + body.getBytes(UTF_8).length + "\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            return text.append("\r\n").append(body).toString().getBytes(UTF_8);
        }
    }

    private record Request(String method, String path, Map<String, String> headers, Map<String, String> parameters) {
        static Request read(InputStream in) throws IOException {
            List<String> head = new ArrayList<>();
            for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                head.add(line);
            }
            if (head.isEmpty()) {
                return null;
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : head.subList(1, head.size())) {
                String[] parts = line.split(":", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
            }
            String[] first = head.get(0).split(" ");
            String[] target = first[1].split("\\?", 2);
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            Map<String, String> parameters = new LinkedHashMap<>();
            decode(new String(in.readNBytes(length), UTF_8), parameters);
            decode(target.length > 1 ? target[1] : "", parameters);
            return new Request(first[0], target[0], headers, parameters);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        boolean isForm() {
            return method.equals("GET") || header("content-type").equals("application/x-www-form-urlencoded");
        }

        private static void decode(String text, Map<String, String> into) {
            for (String pair : text.split("&")) {
                if (!pair.isEmpty()) {
                    String[] parts = pair.split("=", 2);
                    into.put(
                            URLDecoder.decode(parts[0], UTF_8),
                            parts.length > 1 ? URLDecoder.decode(parts[1], UTF_8) : "");
                }
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    return line.length() == 0 ? null : line.toString();
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }
}

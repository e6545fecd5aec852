package dev.alarum.e2e;

import static dev.alarum.e2e.ProxmoxRights.AUDIT;
import static dev.alarum.e2e.ProxmoxRights.CONSOLE;
import static dev.alarum.e2e.ProxmoxRights.MODIFY;
import static dev.alarum.e2e.ProxmoxRights.POWER;

import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the requests to a stand-in cluster: token and schema are judged first, then comes what a test has said of a
 * host, a request or a node, then the rights, and then the cluster itself.
 */
final class ProxmoxApi {
    private static final String API = "/api2/json";
    private static final Pattern OF_NODE = Pattern.compile("^/nodes/([^/]+)/(\\w+)$");
    private static final Duration HELD_BACK = Duration.ofSeconds(3);
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final ProxmoxCluster cluster;
    private final ProxmoxRights rights;
    private final ProxmoxNodes nodes;
    private final ProxmoxQuestions questions;
    private final ProxmoxOrders orders;
    private final ProxmoxSchema schema = new ProxmoxSchema();

    ProxmoxApi(
            ProxmoxCluster cluster,
            ProxmoxRights rights,
            ProxmoxNodes nodes,
            ProxmoxQuestions questions,
            ProxmoxOrders orders) {
        this.cluster = cluster;
        this.rights = rights;
        this.nodes = nodes;
        this.questions = questions;
        this.orders = orders;
    }

    /** The answer of that host; made in the thread of the connection, which may be held back here. */
    ProxmoxAnswer answer(ProxmoxHost host, ProxmoxRequest request) {
        if (!request.path().startsWith(API + "/")) {
            return violation(request, 501, Map.of("path", "not below " + API));
        }
        if (!("PVEAPIToken=" + ProxmoxCluster.TOKEN_ID + "=" + ProxmoxCluster.TOKEN_SECRET)
                .equals(request.header("authorization"))) {
            return heldBack(host, "invalid token value!");
        }
        if (!request.isForm()) {
            return violation(request, 400, Map.of("content-type", request.header("content-type")));
        }
        String path = request.path().substring(API.length());
        var verdict = schema.check(request.method(), path, request.parameters());
        if (verdict.status() != 200) {
            return violation(request, verdict.status(), verdict.errors());
        }
        if (!request.isQuestion()) {
            cluster.came(host.number(), request.method(), path, request.parameters());
        }
        return played(host, request, path);
    }

    private ProxmoxAnswer played(ProxmoxHost host, ProxmoxRequest request, String path) {
        String what = request.method() + " " + path;
        String said = cluster.said(what);
        if (said != null) {
            return new ProxmoxAnswer(200, "OK", said);
        }
        Behaviour ofHost = cluster.behaviour(host.number());
        Behaviour behaviour = ofHost == Behaviour.OK ? cluster.behaviourTo(what) : ofHost;
        if (behaviour != Behaviour.OK) {
            return misbehaved(host, request, behaviour, ProxmoxAnswer.forbidden("/", rightFor(what)));
        }
        Matcher ofNode = OF_NODE.matcher(path);
        if (ofNode.matches()) {
            return toNode(host, request, path, ofNode.group(1), ofNode.group(2));
        }
        return request.isQuestion() ? questions.answer(host, request, path) : orders.answer(request, path);
    }

    /** The right is looked at before the request is handed to the node. */
    private ProxmoxAnswer toNode(ProxmoxHost host, ProxmoxRequest request, String path, String node, String what) {
        String right = request.isQuestion() ? AUDIT : POWER;
        ProxmoxAnswer forbidden = ProxmoxAnswer.forbidden("/nodes/" + node, right);
        boolean isOfGuests = what.equals("stopall") || what.equals("startall");
        if (!isOfGuests && !rights.has(right, "/nodes/" + node)) {
            return forbidden;
        }
        if (what.equals("wakeonlan")) {
            return cluster.behaviour(node) == Behaviour.FORBIDDEN ? forbidden : orders.wake(host, node);
        }
        Behaviour behaviour = nodes.isUp(node) ? cluster.behaviour(node) : Behaviour.OFF;
        if (behaviour != Behaviour.OK) {
            return misbehaved(host, request, behaviour, forbidden);
        }
        return request.isQuestion() ? questions.ofNode(path) : orders.ofNode(node, what, request);
    }

    private static String rightFor(String request) {
        return request.startsWith("GET") ? AUDIT : request.contains("/ha/") ? CONSOLE : MODIFY;
    }

    private ProxmoxAnswer misbehaved(
            ProxmoxHost host, ProxmoxRequest request, Behaviour behaviour, ProxmoxAnswer forbidden) {
        return switch (behaviour) {
            case OK -> throw new IllegalArgumentException("is no misbehaviour");
            case HUNG -> {
                host.await(FOR_EVER);
                yield ProxmoxAnswer.NONE;
            }
            case UNAUTHORIZED -> heldBack(host, "permission denied - invalid PVE ticket");
            case FORBIDDEN -> forbidden;
            case BAD_PARAMETER ->
                ProxmoxAnswer.wrong(400, Map.of("command", "value does not have a value in the enumeration"));
            case BROKEN -> new ProxmoxAnswer(500, "unable to open file - Read-only file system", "{\"data\":null}");
            case UNKNOWN ->
                ProxmoxAnswer.unknown(request.method() + " " + request.path().substring(API.length()));
            case NO_ROUTE, OFF -> ProxmoxAnswer.noRoute();
            case BROKEN_PROXY ->
                new ProxmoxAnswer(596, "tls_process_server_certificate: certificate verify failed", "");
            case REDIRECTED ->
                new ProxmoxAnswer(
                        302,
                        "Moved",
                        "",
                        "Location: " + cluster.url(cluster.urls().size() - 1));
            case PORTAL -> new ProxmoxAnswer(200, "OK", "<html>Please log in</html>");
            case CUT -> ProxmoxAnswer.NONE;
            case TELLTALE ->
                new ProxmoxAnswer(
                        500,
                        "got " + request.header("authorization"),
                        "{\"message\":\"" + ProxmoxCluster.TOKEN_SECRET + "\"}");
        };
    }

    private ProxmoxAnswer violation(ProxmoxRequest request, int status, Map<String, String> errors) {
        cluster.violations().add(request.method() + " " + request.path() + " " + errors);
        return ProxmoxAnswer.wrong(status, errors);
    }

    private static ProxmoxAnswer heldBack(ProxmoxHost host, String reason) {
        host.await(HELD_BACK);
        return new ProxmoxAnswer(401, reason, "");
    }
}

package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Moments;
import dev.alarum.status.AccessBinding;
import dev.alarum.status.Refused;
import dev.alarum.status.SettleRequest;
import dev.alarum.status.StatusBinding;
import dev.alarum.status.StatusSample;
import dev.alarum.status.StatusView;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class StatusFlowTest {
    @TempDir
    Path data;

    private final Hub hub = new Hub();
    private final HttpClient client = HttpClient.newHttpClient();
    private String token;
    private Flows flows;
    private int port;

    /** What the flows ask of the hub. */
    public static final class Hub {
        private final List<String> forgotten = new CopyOnWriteArrayList<>();
        private final List<SettleRequest.Wish> settled = new CopyOnWriteArrayList<>();
        private volatile StatusView view = StatusSample.outage();
        private volatile boolean broken;

        public StatusView status() {
            if (broken) {
                throw new IllegalStateException("secret inside");
            }
            return view;
        }

        public void forget(String name) {
            forgotten.add(name);
        }

        public String settle(SettleRequest.Wish wish) {
            settled.add(wish);
            return wish.incident() == 404 ? "" : wish.close() ? "closed" : "acknowledged";
        }
    }

    @BeforeEach
    void start() throws Exception {
        flows = Flows.of(
                        "routes",
                        "status-json",
                        "status-page",
                        "page-login",
                        "page-answer",
                        "health",
                        "node-forget",
                        "incident-settle")
                .bean("hub", hub);
        StatusBinding.beans(data, Moments.system()).forEach(flows::bean);
        port = freePort();
        flows.set("camel.server.enabled", "true")
                .set("camel.server.host", "127.0.0.1")
                .set("camel.server.port", String.valueOf(port))
                .start();
        token = Files.readString(data.resolve("admin.token")).strip();
    }

    @AfterEach
    void stop() {
        flows.close();
    }

    @Test
    void the_state_has_the_form_that_is_promised() throws Exception {
        HttpResponse<String> answer = get("/v1/status", "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(answer.body()))
                .isEqualTo(mapper.readTree(Files.readString(Path.of("src/test/resources/status/status.json"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi"})
    void nobody_without_the_token_sees_the_state(String authorization) throws Exception {
        HttpResponse<String> answer = get("/v1/status", "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .startsWith("Authorization: give 'Bearer TOKEN'")
                .doesNotContain("pve-01", "at org.");
    }

    @Test
    void the_page_asks_for_the_token_then_opens_a_session_that_shows_the_state() throws Exception {
        HttpResponse<String> asked = get("/", "X-Forwarded-For", "127.0.0.1");
        HttpResponse<String> wrong = login("wrong");
        HttpResponse<String> right = login(token);
        String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> page = get("/", "Cookie", "other=1; " + cookie.split(";")[0]);

        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.body())
                .contains("<form method=\"post\" action=\"/login\">")
                .doesNotContain("pve-01");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(wrong.body()).contains("That is not the admin token.");
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(right.headers().firstValue("Location")).hasValue("/");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(token);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        assertThat(page.body()).contains("pve-01", "#7 power at home");
    }

    @Test
    void a_session_shows_the_state_as_json_but_forgets_nobody() throws Exception {
        String cookie =
                login(token).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        HttpResponse<String> json = get("/v1/status", "Cookie", cookie);
        HttpResponse<String> forget =
                post("/v1/nodes/forget", "{\"name\":\"pve-01\"}", "application/json", "Cookie", cookie);

        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(forget.statusCode()).isEqualTo(401);
        assertThat(hub.forgotten).isEmpty();
    }

    @Test
    void a_session_with_another_end_or_mac_is_none() throws Exception {
        String value =
                login(token).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        String later = value.replaceFirst("=([0-9])", "=9$1");

        assertThat(get("/v1/status", "Cookie", later).statusCode()).isEqualTo(401);
        assertThat(get("/v1/status", "Cookie", value + "A").statusCode()).isEqualTo(401);
        assertThat(get("/v1/status", "Cookie", "alarum_session=").statusCode()).isEqualTo(401);
        assertThat(get("/v1/status", "Cookie", "alarum_session=.x").statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200",
        "10.1.2.3, 200",
        "172.31.0.9, 200",
        "192.168.1.5, 200",
        "100.64.0.1, 200",
        "100.127.255.1, 200",
        "::1, 200",
        "fd7a:115c:a1e0::1, 200",
        "::ffff:192.168.1.5, 200",
        "203.0.113.9, 403",
        "172.32.0.1, 403",
        "100.128.0.1, 403",
        "100.63.0.1, 403",
        "2001:db8::1, 403",
        "fec0::1, 403"
    })
    void over_plain_http_the_token_is_taken_from_nearby_only(String address, int status) {
        assertThat(statusFrom(address, "http")).isEqualTo(status);
    }

    @Test
    void over_tls_the_token_is_taken_from_everywhere() {
        assertThat(statusFrom("203.0.113.9", "https")).isEqualTo(200);
    }

    @Test
    void an_incident_is_acknowledged_or_closed_by_its_number() throws Exception {
        assertThat(settle("7/ack").body()).isEqualTo("{\"incident\":7,\"answer\":\"acknowledged\"}");
        assertThat(settle("8/close").body()).isEqualTo("{\"incident\":8,\"answer\":\"closed\"}");

        assertThat(hub.settled).containsExactly(new SettleRequest.Wish(7, false), new SettleRequest.Wish(8, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404/ack     | 404 | id is 404: no such incident",
                "7/open      | 404 | give ack or close",
                "seven/ack   | 400 | id: give the number of an incident",
                "-7/ack      | 400 | id: give the number of an incident",
                "0/close     | 400 | id: give the number of an incident"
            })
    void what_cannot_be_settled_is_told_why(String path, int status, String reason) throws Exception {
        HttpResponse<String> answer = settle(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith(reason).hasLineCount(1);
    }

    @Test
    void nobody_settles_an_incident_without_the_token() throws Exception {
        String cookie =
                login(token).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        assertThat(post("/v1/incidents/7/close", "", "application/json", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(401);
        assertThat(hub.settled).isEmpty();
    }

    private HttpResponse<String> settle(String path) throws IOException, InterruptedException {
        return post("/v1/incidents/" + path, "{}", "application/json", "Authorization", "Bearer " + token);
    }

    @Test
    void a_node_is_forgotten_by_its_name_in_any_case_as_the_hub_knows_it() throws Exception {
        assertThat(forget("{\"name\":\"PVE-01\"}").statusCode()).isEqualTo(204);
        assertThat(forget("{\"name\":\"relay:attic\"}").statusCode()).isEqualTo(204);

        assertThat(hub.forgotten).containsExactly("pve-01", "relay:attic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"unheard\"} | 404 | name is 'unheard'",
                "{\"name\":7}           | 400 | name: give a JSON object",
                "{}                     | 400 | name: give a JSON object",
                "{\"name\":\"a b\"}     | 400 | name: 'a b' is no name",
                "name=pve-01            | 400 | the body is no JSON"
            })
    void who_cannot_be_forgotten_is_told_why(String body, int status, String reason) throws Exception {
        HttpResponse<String> answer = forget(body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith(reason).hasLineCount(1);
        assertThat(hub.forgotten).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UP, 200", "DEGRADED, 200", "DOWN, 503"})
    void anyone_may_ask_for_the_health(String health, int status) throws Exception {
        hub.view = StatusSample.of(health);

        HttpResponse<String> answer = get("/observe/health", "Accept", "*/*");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"status\":\"" + health + "\"}");
    }

    @Test
    void a_hub_that_cannot_say_how_it_is_is_down_and_shows_nothing_of_its_inside() throws Exception {
        hub.broken = true;

        HttpResponse<String> health = get("/observe/health", "Accept", "*/*");
        HttpResponse<String> state = get("/v1/status", "Authorization", "Bearer " + token);

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(state.statusCode()).isEqualTo(500);
        assertThat(state.body()).isEqualTo("internal error; the log says more");
    }

    @Test
    void the_token_is_in_a_file_of_its_owner_only_and_never_in_a_log() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Level before = root.getLevel();
        Appender<ILoggingEvent> console = root.getAppender("STDERR");
        log.start();
        root.addAppender(log);
        root.detachAppender(console);
        root.setLevel(Level.TRACE);
        try {
            String session = login(token).headers().firstValue("Set-Cookie").orElseThrow();
            get("/v1/status", "Authorization", "Bearer " + token);
            get("/", "Cookie", session.split(";")[0]);
            hub.broken = true;
            get("/v1/status", "Authorization", "Bearer " + token);
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
            root.addAppender(console);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin.token"))))
                .isEqualTo("rw-------");
        assertThat(List.copyOf(log.list))
                .isNotEmpty()
                .filteredOn(event -> event.getLoggerName().startsWith("dev.alarum")
                        || event.getLoggerName().startsWith("org.apache.camel"))
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains(token));
    }

    private int statusFrom(String address, String scheme) {
        Exchange exchange = ExchangeBuilder.anExchange(flows.context())
                .withHeader("CamelVertxPlatformHttpRemoteAddress", SocketAddress.inetSocketAddress(4711, address))
                .withHeader("CamelHttpScheme", scheme)
                .withHeader("Authorization", "Bearer " + token)
                .build();
        try {
            flows.context()
                    .getRegistry()
                    .lookupByNameAndType("access", AccessBinding.class)
                    .byToken(exchange);
            return 200;
        } catch (Refused e) {
            return e.status();
        }
    }

    private HttpResponse<String> forget(String body) throws IOException, InterruptedException {
        return post("/v1/nodes/forget", body, "application/json", "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> login(String given) throws IOException, InterruptedException {
        return post("/login", "token=" + given, "application/x-www-form-urlencoded", "X-Forwarded-For", "10.0.0.1");
    }

    private HttpResponse<String> get(String path, String header, String value)
            throws IOException, InterruptedException {
        return send(request(path).header(header, value).GET());
    }

    private HttpResponse<String> post(String path, String body, String type, String header, String value)
            throws IOException, InterruptedException {
        return send(
                request(path).header("Content-Type", type).header(header, value).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

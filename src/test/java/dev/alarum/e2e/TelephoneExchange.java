package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A telephone exchange on loopback that behaves as Twilio's REST API does: orders to call, the call's life, the list of
 * calls, the account. Tests read like a phone ringing: {@code exchange.expectsCall().to("+1…").saying("power")}. A call
 * that nobody expected, and a request that breaks Twilio's published contract, fail the test at {@link #close}.
 */
public final class TelephoneExchange implements AutoCloseable {
    /** The account. */
    public static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    /** Its token: a word to look for where no secret may be. */
    public static final String TOKEN = "canary-token-5f1e";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MESSAGES = Pattern.compile("/2010-04-01/Accounts/" + ACCOUNT + "/Messages\\.json");
    private static final Pattern PATH = Pattern.compile("/2010-04-01/Accounts/([^/]+?)(/Calls(?:/([^/]+))?)?\\.json");

    private final CallContract contract = new CallContract();
    private final HttpServer server;
    private final ExecutorService lines = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<PlacedCall> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> orders = Collections.synchronizedList(new ArrayList<>());
    private final List<Sms> messages = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger messageOrders = new AtomicInteger();
    private final Deque<Pickup.Refuses> refusals = new ArrayDeque<>();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Deque<Pickup>> script = new ConcurrentHashMap<>();
    private volatile double pace = 1;
    private volatile boolean mute;
    private volatile boolean listless;

    /** An SMS that was ordered. */
    public record Sms(String to, String from, String text) {}

    private TelephoneExchange(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(lines);
        server.start();
    }

    /** A fresh exchange on a free port. */
    public static TelephoneExchange open() {
        return new TelephoneExchange(0);
    }

    /** A fresh exchange on that port. */
    public static TelephoneExchange at(int port) {
        return new TelephoneExchange(port);
    }

    /** What to give as {@code alarum.twilio.base-url}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The settings that lead a hub here. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.phone.provider", "twilio");
        settings.put("alarum.twilio.account-sid", ACCOUNT);
        settings.put("alarum.twilio.auth-token", TOKEN);
        settings.put("alarum.twilio.from", "+14155550100");
        settings.put("alarum.twilio.base-url", baseUrl().toString());
        return settings;
    }

    /** The next calls to that number go so, one after the other; later ones are taken by a person for 12 s. */
    public TelephoneExchange at(String number, Pickup... pickups) {
        script.computeIfAbsent(number, n -> new ArrayDeque<>()).addAll(Arrays.asList(pickups));
        return this;
    }

    /** Calls placed from now on live that much faster than 5 s. */
    public TelephoneExchange faster(double times) {
        pace = times;
        return this;
    }

    /** From now on no request is answered, or all are again. */
    public void mute(boolean isMute) {
        mute = isMute;
    }

    /** From now on calls are missing from the list, or are there again. */
    public void listless(boolean isListless) {
        listless = isListless;
    }

    /** Waits for a call that no earlier expectation has had; at most 30 s. */
    public ExpectedCall expectsCall() {
        return new ExpectedCall(Duration.ofSeconds(30));
    }

    /** Waits for a call that no earlier expectation has had. */
    public ExpectedCall expectsCall(Duration within) {
        return new ExpectedCall(within);
    }

    /** All calls so far that no expectation has had. */
    public List<PlacedCall> takeAll() {
        synchronized (calls) {
            List<PlacedCall> taken =
                    calls.stream().filter(call -> !call.expected).toList();
            taken.forEach(call -> call.expected = true);
            return taken;
        }
    }

    /** Fails if a call comes that nobody expected, now or within that time. */
    public void staysSilent(Duration during) {
        await().during(during).atMost(during.plusSeconds(5)).untilAsserted(this::assertNothingUnexpected);
    }

    /** The next orders to send an SMS are refused so, one after the other. */
    public void refusesMessages(Pickup.Refuses... next) {
        synchronized (refusals) {
            refusals.addAll(Arrays.asList(next));
        }
    }

    /** How often an SMS was ordered, refused orders included. */
    public int messageOrders() {
        return messageOrders.get();
    }

    /** The SMS that were taken, in their order. */
    public List<Sms> messages() {
        return List.copyOf(messages);
    }

    /** How often a call to that number was ordered, refused orders included. */
    public long ordersTo(String number) {
        return orders.stream().filter(number::equals).count();
    }

    /** What broke Twilio's contract so far. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    private void assertNothingUnexpected() {
        assertThat(calls.stream().filter(call -> !call.expected))
                .as("unexpected calls")
                .isEmpty();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        lines.shutdownNow();
        assertThat(violations).as("breaches of Twilio's contract").isEmpty();
        assertNothingUnexpected();
    }

    /** A call that is waited for. */
    public final class ExpectedCall {
        private final Duration within;

        ExpectedCall(Duration within) {
            this.within = within;
        }

        /** It rings that number. */
        public PlacedCall to(String number) {
            return await().atMost(within)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> claim(number), Objects::nonNull);
        }

        private @Nullable PlacedCall claim(String number) {
            synchronized (calls) {
                for (PlacedCall call : calls) {
                    if (!call.expected && call.to().equals(number)) {
                        call.expected = true;
                        return call;
                    }
                }
            }
            return null;
        }
    }

    private void handle(HttpExchange http) throws IOException {
        try (http) {
            String form = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher path = PATH.matcher(http.getRequestURI().getPath());
            if (mute) {
                pause(Duration.ofDays(1));
            } else if (!isKnown(http)) {
                error(http, new Pickup.Refuses(401, 20003, "Authenticate", 0));
            } else if (MESSAGES.matcher(http.getRequestURI().getPath()).matches()) {
                message(http, parameters(form));
            } else if (!path.matches() || !path.group(1).equals(ACCOUNT)) {
                error(http, new Pickup.Refuses(404, 20404, "The requested resource was not found", 0));
            } else if (path.group(2) == null) {
                account(http);
            } else if (path.group(3) != null && http.getRequestMethod().equals("POST")) {
                update(http, path.group(3), parameters(form));
            } else if (path.group(3) != null) {
                fetch(http, path.group(3));
            } else if (http.getRequestMethod().equals("POST")) {
                order(http, parameters(form));
            } else {
                list(http, parameters(http.getRequestURI().getRawQuery()));
            }
        }
    }

    private static boolean isKnown(HttpExchange http) {
        String wanted = Base64.getEncoder().encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.US_ASCII));
        return ("Basic " + wanted).equals(http.getRequestHeaders().getFirst("Authorization"));
    }

    private void message(HttpExchange http, Map<String, List<String>> form) throws IOException {
        violations.addAll(contract.wrongInMessage(form));
        messageOrders.incrementAndGet();
        Pickup.Refuses refusal;
        synchronized (refusals) {
            refusal = refusals.poll();
        }
        if (refusal != null) {
            error(http, refusal);
            return;
        }
        Sms sms = new Sms(
                form.get("To").get(0), form.get("From").get(0), form.get("Body").get(0));
        messages.add(sms);
        ObjectNode message = contract.emptyMessage();
        message.put("sid", "SM" + "0".repeat(31) + messages.size() % 10).put("account_sid", ACCOUNT);
        message.put("to", sms.to()).put("from", sms.from()).put("body", sms.text());
        message.put("status", "queued").put("direction", "outbound-api").put("num_segments", "1");
        answer(http, 201, message.toString());
    }

    private void account(HttpExchange http) throws IOException {
        ObjectNode account = JSON.createObjectNode();
        account.put("sid", ACCOUNT).put("status", "active").put("type", "Full").put("friendly_name", "Stand-in");
        answer(http, 200, account.toString());
    }

    private void fetch(HttpExchange http, String sid) throws IOException {
        for (PlacedCall call : List.copyOf(calls)) {
            if (call.sid().equals(sid)) {
                answer(http, 200, resource(call).toString());
                return;
            }
        }
        error(http, new Pickup.Refuses(404, 20404, "The requested resource was not found", 0));
    }

    /** A call that goes on gets other markup. */
    private void update(HttpExchange http, String sid, Map<String, List<String>> form) throws IOException {
        for (PlacedCall call : List.copyOf(calls)) {
            if (call.sid().equals(sid)) {
                String twiml = form.getOrDefault("Twiml", List.of("")).get(0);
                if (CallContract.said(twiml).isBlank()) {
                    violations.add("an update whose Twiml says nothing: " + twiml);
                }
                call.left.add(CallContract.said(twiml));
                answer(http, 200, resource(call).toString());
                return;
            }
        }
        error(http, new Pickup.Refuses(404, 20404, "The requested resource was not found", 0));
    }

    private void list(HttpExchange http, Map<String, List<String>> query) throws IOException {
        violations.addAll(contract.wrongInList(query));
        ArrayNode found = JSON.createArrayNode();
        calls.stream()
                .filter(call -> !listless)
                .filter(call -> query.getOrDefault("To", List.of(call.to())).contains(call.to()))
                .filter(call -> query.getOrDefault("From", List.of(call.from())).contains(call.from()))
                .sorted(Comparator.comparing(PlacedCall::created).reversed())
                .forEach(call -> found.add(resource(call)));
        ObjectNode page = JSON.createObjectNode();
        page.put("page", 0).put("page_size", 50).put("start", 0).put("end", Math.max(0, found.size() - 1));
        String uri = http.getRequestURI().toString();
        page.put("uri", uri).put("first_page_uri", uri).putNull("next_page_uri").putNull("previous_page_uri");
        page.set("calls", found);
        answer(http, 200, page.toString());
    }

    private ObjectNode resource(PlacedCall call) {
        ObjectNode resource = call.resource(contract.emptyCall());
        violations.addAll(contract.wrongInCall(resource));
        return resource;
    }

    private void order(HttpExchange http, Map<String, List<String>> form) throws IOException {
        List<String> wrong = contract.wrongInOrder(form);
        if (!wrong.isEmpty()) {
            violations.addAll(wrong);
            error(http, new Pickup.Refuses(400, 20001, String.join("; ", wrong), 0));
            return;
        }
        String to = form.getOrDefault("To", List.of("")).get(0);
        orders.add(to);
        Pickup pickup;
        synchronized (script) {
            Deque<Pickup> next = script.getOrDefault(to, new ArrayDeque<>());
            pickup = next.isEmpty() ? Pickup.human(12) : next.remove();
        }
        ring(http, form, pickup);
    }

    private void ring(HttpExchange http, Map<String, List<String>> form, Pickup pickup) throws IOException {
        if (pickup instanceof Pickup.Refuses refuses) {
            error(http, refuses);
        } else if (pickup instanceof Pickup.Mumbles mumbles) {
            if (mumbles.isMade()) {
                place(form, (Pickup.Rings) Pickup.human(12));
            }
            garble(http, mumbles.answer());
        } else if (pickup instanceof Pickup.AnswersLate late) {
            PlacedCall call = place(form, late.then());
            pause(late.delay());
            answer(http, 201, resource(call).toString());
        } else if (pickup instanceof Pickup.Presses presses) {
            PlacedCall call = place(form, (Pickup.Rings) Pickup.human(20));
            call.isTalking = true;
            answer(http, 201, resource(call).toString());
            lines.execute(() -> talk(call, presses.keys()));
        } else {
            answer(http, 201, resource(place(form, pickup)).toString());
        }
    }

    private void talk(PlacedCall call, List<String> keys) {
        try {
            pause(call.untilTaken());
            call.heard.addAll(new Person(call.sid(), call.to(), TOKEN).talk(call.markup(), keys));
        } finally {
            call.isTalking = false;
        }
    }

    private PlacedCall place(Map<String, List<String>> form, Pickup pickup) {
        PlacedCall call = new PlacedCall(form, pickup, pace);
        calls.add(call);
        if (form.containsKey("StatusCallback")) {
            lines.execute(() -> tell(call));
        }
        return call;
    }

    /** Tells of the call as Twilio does: each event that was asked for, and who took it as soon as that is known. */
    private void tell(PlacedCall call) {
        Person person = new Person(call.sid(), call.to(), TOKEN);
        String status = "queued";
        String answeredBy = "";
        while (!PlacedCall.isOver(status) && closing.getCount() > 0) {
            pause(Duration.ofMillis(20));
            ObjectNode now = resource(call);
            if (!now.path("answered_by").asText("").equals(answeredBy)) {
                answeredBy = now.path("answered_by").asText();
                person.tell(call.callback("AsyncAmdStatusCallback"), Map.of("AnsweredBy", answeredBy));
            }
            if (!now.path("status").asText().equals(status)) {
                status = now.path("status").asText();
                person.tell(
                        call.callback("StatusCallback"),
                        Map.of(
                                "CallStatus",
                                status,
                                "CallDuration",
                                now.path("duration").asText("0")));
            }
        }
    }

    private void garble(HttpExchange http, Pickup.Garble garble) throws IOException {
        switch (garble) {
            case DROPPED -> http.close();
            case SILENCE -> pause(Duration.ofDays(1));
            case HTML_500 -> answer(http, 500, "<html><body>Internal Server Error</body></html>");
            case HTML_200 -> answer(http, 200, "<html><body>Please log in to this network</body></html>");
            case TRUNCATED -> answer(http, 201, "{\"sid\": \"CA0123");
            case NO_SID -> answer(http, 201, "{\"status\": \"queued\"}");
        }
    }

    private void pause(Duration duration) {
        try {
            closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void error(HttpExchange http, Pickup.Refuses refusal) throws IOException {
        if (refusal.retryAfter() > 0) {
            http.getResponseHeaders().set("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        ObjectNode error = JSON.createObjectNode();
        error.put("code", refusal.code()).put("message", refusal.message());
        error.put("more_info", "https://www.twilio.com/docs/errors/" + refusal.code());
        error.put("status", refusal.status());
        answer(http, refusal.status(), error.toString());
    }

    private static void answer(HttpExchange http, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", body.startsWith("<") ? "text/html" : "application/json");
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    private static Map<String, List<String>> parameters(@Nullable String encoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (encoded == null || encoded.isEmpty()) {
            return parameters;
        }
        for (String pair : encoded.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters
                    .computeIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), name -> new ArrayList<>())
                    .add(URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return parameters;
    }
}

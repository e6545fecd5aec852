package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A call that the exchange has, living on the exchange's own, fast clock. */
public final class PlacedCall {
    private static final Duration RINGS_AFTER = Duration.ofMillis(100);
    private static final Duration TAKEN_AFTER = Duration.ofMillis(2500);
    private static final Duration OVER_AFTER = Duration.ofMillis(5000);
    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final String sid = "CA" + UUID.randomUUID().toString().replace("-", "");
    private final Map<String, List<String>> form;
    private final Pickup pickup;
    private final double pace;
    private final Instant created = Instant.now();
    private final long began = System.nanoTime();
    volatile boolean expected;
    /** Keys are being pressed. */
    volatile boolean isTalking;
    /** What was said after each key. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    /** What it said instead after a machine had taken it. */
    final List<String> left = new CopyOnWriteArrayList<>();

    PlacedCall(Map<String, List<String>> form, Pickup pickup, double pace) {
        this.form = Map.copyOf(form);
        this.pickup = pickup;
        this.pace = pace;
    }

    /** It says this, whatever the case. */
    public PlacedCall saying(String words) {
        assertThat(text()).containsIgnoringCase(words);
        return this;
    }

    /** It does not say this. */
    public PlacedCall notSaying(String words) {
        assertThat(text()).doesNotContainIgnoringCase(words);
        return this;
    }

    /** It was ordered with this. */
    public PlacedCall with(String parameter, String value) {
        assertThat(form).containsEntry(parameter, List.of(value));
        return this;
    }

    /** All that is said, both passes. */
    public String text() {
        return CallContract.said(parameter("Twiml"));
    }

    /** After a key was pressed, it says this. */
    public PlacedCall answering(String words) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(heard).anySatisfy(said -> assertThat(said).containsIgnoringCase(words)));
        return this;
    }

    /** On the machine that took it, it left this. */
    public PlacedCall leaving(String words) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(left).singleElement().asString().containsIgnoringCase(words));
        return this;
    }

    /** Whether a call in that status is over. */
    static boolean isOver(String status) {
        return List.of("completed", "busy", "no-answer", "failed", "canceled").contains(status);
    }

    /** Where to tell of it. */
    URI callback(String parameter) {
        return URI.create(parameter(parameter));
    }

    /** The markup it was ordered with. */
    String markup() {
        return parameter("Twiml");
    }

    /** How long it takes until somebody takes it. */
    Duration untilTaken() {
        return Duration.ofNanos((long) (TAKEN_AFTER.toNanos() / pace));
    }

    /** When the exchange took the order. */
    public Instant created() {
        return created;
    }

    /** Twilio's id. */
    public String sid() {
        return sid;
    }

    /** The number that rings. */
    public String to() {
        return parameter("To");
    }

    /** The number that is shown. */
    public String from() {
        return parameter("From");
    }

    private String parameter(String name) {
        return form.getOrDefault(name, List.of("")).get(0);
    }

    ObjectNode resource(ObjectNode call) {
        Duration age = Duration.ofNanos((long) ((System.nanoTime() - began) * pace));
        call.put("sid", sid).put("account_sid", TelephoneExchange.ACCOUNT).put("api_version", "2010-04-01");
        call.put("to", to()).put("to_formatted", to()).put("from", from()).put("from_formatted", from());
        call.put("direction", "outbound-api").put("price_unit", "USD").put("queue_time", "0");
        String date = RFC_2822.format(created.atOffset(ZoneOffset.UTC));
        call.put("date_created", date).put("date_updated", date);
        call.put("uri", "/2010-04-01/Accounts/" + TelephoneExchange.ACCOUNT + "/Calls/" + sid + ".json");
        if (age.compareTo(RINGS_AFTER) < 0) {
            return call.put("status", "queued");
        }
        call.put("start_time", date);
        if (!(pickup instanceof Pickup.Rings rings) || age.compareTo(TAKEN_AFTER) < 0) {
            return call.put("status", "ringing");
        }
        boolean answered = !rings.answeredBy().isEmpty();
        if (answered) {
            call.put("answered_by", rings.answeredBy());
        }
        if (answered && (isTalking || age.compareTo(OVER_AFTER) < 0)) {
            return call.put("status", "in-progress");
        }
        call.put("end_time", date).put("duration", Integer.toString(rings.seconds()));
        return call.put("status", rings.end());
    }

    @Override
    public String toString() {
        return "call to " + to() + " saying \"" + text() + "\"";
    }
}

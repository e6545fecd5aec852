package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Nobody is believed but who holds the key. The victims: pve-1, a real agent that is UP; hand, which went with a notice,
 * came back and died; rack, a UPS on mains that was on battery for one reading.
 */
@ExtendWith(Houses.class)
class ForgeryIT {
    private static final String BEATS = HandSender.BEATS;
    private static final String NOTICES = HandSender.NOTICES;
    private static final String READINGS = HandSender.READINGS;
    private static final long BOOT = 1_767_225_600_000L;
    private static final long LATER = System.currentTimeMillis() + 3_600_000;
    private static final Stamp NOTICED = new Stamp(BOOT, 2);
    private static final Stamp LAST_BEAT = new Stamp(BOOT + 1, 1);
    private static final Stamp NEWER = new Stamp(LATER, 1);
    private static final Stamp ON_BATTERY = new Stamp(BOOT, 1);

    private static TelephoneExchange exchange;
    private static House house;
    private static HandSender hand;
    private static HandSender shed;
    private static HandSender victim;
    private static long mainsReadings = 1;

    @BeforeAll
    static void open() {
        exchange = TelephoneExchange.open().faster(2);
        house = House.plan()
                .relays("attic")
                .agents("pve-1")
                .phone(exchange)
                .hub("alarum.heartbeat.timeout", "5s")
                .hub("alarum.node.hand.site", "bench")
                .hub("alarum.ups.rack.site", "home")
                .hub("alarum.ups.rack.nodes", "pve-1")
                .hub("alarum.revoked", "sold,relay:sold")
                .start()
                .awaitUp("pve-1");
        hand = house.byHand(node("hand"));
        shed = house.byHand(relay("shed"));
        victim = house.byHand(node("pve-1"));
        assertThat(hand.beat(new Stamp(BOOT, 1))).isEqualTo(204);
        assertThat(hand.signed(NOTICES, NOTICED, hand.notice(NOTICED, "stop"))).isEqualTo(204);
        assertThat(hand.beat(LAST_BEAT)).isEqualTo(204);
        assertThat(shed.signed(READINGS, ON_BATTERY, shed.reading("rack", ON_BATTERY, "ON_BATTERY")))
                .isEqualTo(204);
        house.awaitState("hand", "FAILED");
        exchange.expectsCall().to(HousePlan.PHONE).saying("Node hand has failed");
        house.awaitIncidents("ACKNOWLEDGED");
    }

    @BeforeEach
    void the_ups_is_heard() {
        mainsReadings++;
        Stamp stamp = new Stamp(BOOT, mainsReadings);
        assertThat(shed.signed(READINGS, stamp, shed.reading("rack", stamp, "MAINS")))
                .isEqualTo(204);
    }

    @AfterAll
    static void close() {
        try (TelephoneExchange last = exchange) {
            assertThat(last.violations()).isEmpty();
            house.close();
        }
    }

    @Test
    void what_is_not_signed_is_refused() {
        String before = state();

        assertThat(hand.beats("", "hand " + LATER + " 1\n")).isEqualTo(400);
        assertThat(hand.beats("", "")).isEqualTo(400);
        assertThat(hand.post(NOTICES, json(), victim.notice(NEWER, "shutdown"))).isEqualTo(401);
        assertThat(shed.post(READINGS, json(), shed.reading("rack", NEWER, "ON_BATTERY")))
                .isEqualTo(401);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void what_is_signed_with_another_key_is_refused() {
        String before = state();
        SenderKey other = house.keyOf(node("other"));

        assertThat(hand.with(other).beat(NEWER)).isEqualTo(401);
        assertThat(victim.with(other).signed(NOTICES, NEWER, victim.notice(NEWER, "shutdown")))
                .isEqualTo(401);
        assertThat(shed.with(other).signed(READINGS, NEWER, shed.reading("rack", NEWER, "ON_BATTERY")))
                .isEqualTo(401);
        assertThat(shed.with(house.keyOf(node("shed")))
                        .signed(READINGS, NEWER, shed.reading("rack", NEWER, "ON_BATTERY")))
                .as("the key of the node of the relay's name")
                .isEqualTo(401);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void what_was_changed_after_signing_is_refused() {
        String before = state();
        String mac = hand.line(LAST_BEAT).split(" ")[3];
        Map<String, String> notice = hand.headers(NOTICES, NOTICED, hand.notice(NOTICED, "stop"));

        assertThat(hand.beats("", "hand " + LATER + " 1 " + mac + "\n")).isEqualTo(401);
        assertThat(hand.post(NOTICES, notice, hand.notice(NOTICED, "shutdown"))).isEqualTo(401);
        assertThat(hand.post(NOTICES, changed(notice, "hand." + LATER + ".1"), hand.notice(NEWER, "stop")))
                .isEqualTo(401);
        assertThat(shed.post(
                        READINGS,
                        shed.headers(READINGS, NEWER, shed.reading("rack", NEWER, "MAINS")),
                        shed.reading("rack", NEWER, "ON_BATTERY")))
                .isEqualTo(401);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void what_was_said_before_changes_nothing_when_it_is_said_again() {
        String before = state();

        assertThat(hand.beat(LAST_BEAT)).isEqualTo(204);
        assertThat(hand.beat(new Stamp(BOOT, 1))).isEqualTo(409);
        assertThat(hand.signed(NOTICES, NOTICED, hand.notice(NOTICED, "stop"))).isEqualTo(200);
        assertThat(shed.signed(READINGS, ON_BATTERY, shed.reading("rack", ON_BATTERY, "ON_BATTERY")))
                .isEqualTo(200);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void a_name_that_nobody_knows_is_refused_without_its_key() {
        String before = state();
        HandSender stranger = house.byHand(node("stranger")).with(house.keyOf(node("hand")));
        HandSender strangeRelay = house.byHand(relay("stranger")).with(house.keyOf(relay("shed")));

        assertThat(stranger.beat(NEWER)).isEqualTo(401);
        assertThat(stranger.signed(NOTICES, NEWER, stranger.notice(NEWER, "stop")))
                .isEqualTo(401);
        assertThat(strangeRelay.signed(READINGS, NEWER, strangeRelay.reading("new-ups", NEWER, "ON_BATTERY")))
                .isEqualTo(401);

        assertThat(state()).isEqualTo(before).doesNotContain("stranger", "new-ups");
    }

    @Test
    void a_revoked_name_is_refused_with_its_own_key() {
        String before = state();
        HandSender sold = house.byHand(node("sold"));
        HandSender soldRelay = house.byHand(relay("sold"));

        assertThat(sold.beat(NEWER)).isEqualTo(401);
        assertThat(sold.signed(NOTICES, NEWER, sold.notice(NEWER, "stop"))).isEqualTo(401);
        assertThat(soldRelay.signed(READINGS, NEWER, soldRelay.reading("rack", NEWER, "ON_BATTERY")))
                .isEqualTo(401);

        assertThat(state()).isEqualTo(before).doesNotContain("sold");
    }

    @Test
    void who_names_two_is_refused_even_with_the_key_of_one() {
        String before = state();
        String mac = hand.line(NEWER).split(" ")[3];
        String ofAnother = victim.notice(NEWER, "shutdown");
        String ofBoth = hand.notice(NEWER, "shutdown").replaceFirst("\\{", "{\"node\":\"pve-1\",");
        String ofAnotherRelay = shed.reading("rack", NEWER, "ON_BATTERY").replace("shed", "attic");

        assertThat(hand.beats("", "hand pve-1 " + LATER + " 1 " + mac + "\n")).isEqualTo(400);
        assertThat(hand.beats("", "pve-1 " + LATER + " 1 " + mac + "\n")).isEqualTo(401);
        assertThat(hand.signed(NOTICES, NEWER, ofAnother)).isEqualTo(400);
        assertThat(hand.signed(NOTICES, NEWER, ofBoth)).isEqualTo(400);
        assertThat(shed.signed(READINGS, NEWER, ofAnotherRelay)).isEqualTo(400);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void parameters_of_query_and_form_stand_for_nothing() {
        String before = state();
        String body = victim.notice(NEWER, "shutdown");
        String parameters = "node=pve-1&body=" + encoded(body) + "&CamelHttpPath=%2Fv1%2Fnodes%2Fforget&"
                + victim.headers(NOTICES, NEWER, body).entrySet().stream()
                        .map(header -> header.getKey() + "=" + encoded(header.getValue()))
                        .collect(Collectors.joining("&"));
        Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");

        assertThat(hand.post(NOTICES + "?" + parameters, json(), body)).isEqualTo(401);
        assertThat(hand.post(NOTICES, form, parameters)).isEqualTo(415);
        assertThat(hand.beats("?body=" + encoded(hand.line(NEWER)), "")).isEqualTo(400);
        assertThat(hand.post(BEATS, form, "body=" + encoded(hand.line(NEWER)))).isEqualTo(415);
        assertThat(hand.post(READINGS, form, parameters)).isEqualTo(415);
        assertThat(state()).isEqualTo(before);

        HandSender guest = house.byHand(node("guest"));
        assertThat(guest.beats("?node=hand&NAME=hand&sender=hand&" + parameters, guest.line(NEWER) + "\n"))
                .isEqualTo(204);
        house.awaitUp("guest");
        assertThat(state().lines().map(line -> line.replaceAll("\"guest\".*?(; |$)", "")))
                .containsExactlyElementsOf(before.lines().toList());
    }

    /** All that a forged message could have changed. */
    private static String state() {
        Status status = house.status();
        return String.join(
                "\n",
                rows(status.list("nodes"), "name", "state", "since", "leaseEnds"),
                rows(status.list("relays"), "name", "state", "since"),
                rows(status.list("ups"), "name", "relay", "state", "confirmed", "batteryBad"),
                rows(status.incidents(), "id", "state", "cause", "nodes"),
                rows(status.list("plans"), "id"));
    }

    private static String rows(List<JsonNode> list, String... fields) {
        return list.stream()
                .map(one -> List.of(fields).stream()
                        .map(field -> one.path(field).toString())
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; "));
    }

    private static Map<String, String> json() {
        return Map.of("Content-Type", "application/json");
    }

    private static Map<String, String> changed(Map<String, String> headers, String id) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put("webhook-id", id);
        return changed;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Sender node(String name) {
        return Sender.node(new Name(name));
    }

    private static Sender relay(String name) {
        return Sender.relay(new Name(name));
    }
}

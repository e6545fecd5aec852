package dev.alarum.call;

import static dev.alarum.plan.Outcome.ACCEPTED;
import static dev.alarum.plan.Outcome.NOT_ARMED;
import static dev.alarum.plan.Outcome.PENDING;
import static dev.alarum.plan.Outcome.REFUSED;
import static dev.alarum.plan.Outcome.STOPPED;
import static dev.alarum.plan.Outcome.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.twiml.TwiMLException;
import dev.alarum.call.CallFacts.Battery;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CallTextTest {
    private static final Contact ADA = new Contact(1, "Ada", "+14155550101", "en");
    private static final Battery BATTERY = new Battery(83.6, 24.0, Duration.ofSeconds(1290), Duration.ofSeconds(4));

    private static String text(CallFacts... facts) {
        return CallText.of(ADA, List.of(facts), false).text();
    }

    @Nested
    class Of_failed_nodes {
        @Test
        void one_of_three() {
            CallFacts facts = facts(Cause.NODE)
                    .failed("web-1")
                    .up("web-2", "db_1")
                    .relays(1, 1)
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. Node web one has failed at home. 2 nodes are still up there:"
                            + " web two; and d b, one. The relay there is up.");
        }

        @Test
        void all_of_them_with_what_else_is_known() {
            CallFacts facts = facts(Cause.NODE)
                    .failed("a", "b", "c")
                    .flapping("b")
                    .relays(1, 2)
                    .battery(new Battery(100.0, null, null, Duration.ofSeconds(61)))
                    .impaired(Impairment.deaf(List.of("beat-intake", "silence-watch"), false, false))
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. 3 nodes have failed at home: a, b and c. b went and came"
                            + " several times. The battery is at 100 percent. No other node is up there. Only one of"
                            + " 2 relays is up there. That was read one minute ago. Beware, the watching itself is"
                            + " impaired. The flows beat intake and silence watch are suspended.");
        }

        @Test
        void ten_are_named_and_the_others_counted() {
            String eleven =
                    text(facts(Cause.NODE).failed(names(11)).up(names(12)).get());

            assertThat(eleven)
                    .contains(
                            "11 nodes have failed at home: n zero, n one, n two, n three, n four, n five, n six, n seven,"
                                    + " n eight, n nine and one other.")
                    .contains("12 nodes are still up there.");
            assertThat(text(facts(Cause.NODE).failed(names(12)).get())).contains("n nine and 2 others.");
            assertThat(text(facts(Cause.NODE).failed(names(10)).get())).contains("n eight and n nine.");
            assertThat(text(facts(Cause.NODE).failed("a").up(names(3)).get()))
                    .contains("3 nodes are still up there: n zero, n one and n two.");
        }
    }

    @Nested
    class Of_a_silent_site {
        @Test
        void without_a_ups() {
            CallFacts facts =
                    facts(Cause.INTERNET).failed("a", "b").relays(0, 1).get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. The internet connection of home is out. No sign of life"
                            + " from 2 servers: a and b. The relay there is down.");
        }

        @Test
        void with_a_ups_says_that_it_may_be_the_power_too() {
            CallFacts facts =
                    facts(Cause.INTERNET).failed("a").orPower().relays(0, 2).get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. The internet connection of home is out, or power and"
                            + " internet. No sign of life from a. No relay is up there.");
        }
    }

    @Nested
    class Of_a_power_cut {
        @Test
        void with_all_results() {
            CallFacts facts = facts(Cause.POWER)
                    .up("a", "b")
                    .relays(1, 1)
                    .battery(BATTERY)
                    .shutdown(
                            new NodeOutcome("a", ACCEPTED),
                            new NodeOutcome("b", REFUSED),
                            new NodeOutcome("c", ACCEPTED))
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. The power is out at home. Time left on battery: about"
                            + " 21 minutes. The battery is at 84 percent. Shutdown accepted by a and c. Shutdown"
                            + " refused for b. 2 nodes are still up there: a and b. The relay there is up. The load"
                            + " is 24 percent.");
        }

        @Test
        void with_a_shutdown_that_takes_longer_than_the_battery_lasts() {
            assertThat(text(facts(Cause.POWER)
                            .shortage(Duration.ofMinutes(9), Duration.ofMinutes(6))
                            .get()))
                    .endsWith("The shutdown needs 9 minutes, the battery has 6 minutes.");
            assertThat(text(facts(Cause.POWER)
                            .shortage(Duration.ofMinutes(9), Duration.ofSeconds(40))
                            .get()))
                    .endsWith("The shutdown needs 9 minutes, and the battery is nearly empty.");
        }

        @Test
        void with_nodes_at_every_point_of_their_way_down() {
            assertThat(text(facts(Cause.POWER)
                            .shutdown(
                                    new NodeOutcome("a", Outcome.DOWN),
                                    new NodeOutcome("b", Outcome.PLANNED),
                                    new NodeOutcome("c", Outcome.ALREADY_OFF),
                                    new NodeOutcome("d", Outcome.STILL_UP))
                            .get()))
                    .endsWith("Still to be shut down: b. Shut down and off: a. Off already before the order: c. Order"
                            + " taken but still running: d.");
        }

        @Test
        void with_orders_that_came_to_nothing() {
            CallFacts facts = facts(Cause.POWER)
                    .failed("x")
                    .shutdown(
                            new NodeOutcome("a", PENDING),
                            new NodeOutcome("b", UNREACHABLE),
                            new NodeOutcome("c", NOT_ARMED),
                            new NodeOutcome("d", STOPPED))
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. The power is out at home. Nobody could be reached to shut"
                            + " down b. No answer yet about shutting down a. Shutdown is not armed: nothing was sent"
                            + " to c. Mains came back before d had to be shut down. Down: x.");
        }

        @Test
        void with_an_empty_reading_says_nothing_of_the_battery() {
            Battery nothing = new Battery(null, Double.NaN, null, Duration.ZERO);

            assertThat(text(facts(Cause.POWER).battery(nothing).get()))
                    .isEqualTo("Hello Ada, this is Alarum. The power is out at home.");
        }

        @Test
        void with_runtime_only() {
            Battery runtime = new Battery(null, null, Duration.ofSeconds(59), Duration.ofHours(3));

            assertThat(text(facts(Cause.POWER).battery(runtime).get()))
                    .endsWith("Less than one minute is left on battery. That was read 3 hours ago.");
        }
    }

    @Test
    void of_impaired_watching_names_no_node() {
        CallFacts facts = facts(Cause.WATCH)
                .failed("secret")
                .impaired(Impairment.deaf(List.of("beat-intake"), true, true))
                .get();

        assertThat(text(facts))
                .isEqualTo("Hello Ada, this is Alarum. Alarum cannot watch everything any more. The flow beat intake is"
                        + " suspended. More beats come in than the hub can count. The hub's own network is"
                        + " lost. Whether anything failed there is not known.");
    }

    @Test
    void of_a_lost_witness_names_who_is_not_heard() {
        CallFacts facts = facts(Cause.WATCH)
                .impaired(Impairment.unwatched(List.of("cellar"), List.of("a", "pve1")))
                .get();

        assertThat(text(facts)).contains("Relay cellar is gone, and nothing else hears a; and p v e, one.");
        assertThat(facts.impaired()).hasToString("relay cellar is gone, and nothing else hears a, pve1");
    }

    @Test
    void calls_a_node_as_the_settings_say() {
        CallFacts facts = facts(Cause.NODE).failed("PVE-02", "pve-03").get();

        Spoken spoken = CallText.of(ADA, List.of(facts), false, Map.of(new Name("pve-02"), "big server"));

        assertThat(spoken.text()).contains("2 nodes have failed at home: big server; and p v e, zero three.");
    }

    @Test
    void of_a_test_call() {
        assertThat(text())
                .isEqualTo("Hello Ada, this is Alarum. This is a test call. If you hear this, Alarum can reach you."
                        + " Nothing has failed.");
    }

    @Test
    void of_several_incidents_says_three_and_counts_the_others() {
        String text = text(
                facts(Cause.POWER).get(),
                facts(Cause.NODE).failed("a").get(),
                facts(Cause.INTERNET).get(),
                facts(Cause.NODE).failed("b").get(),
                facts(Cause.NODE).failed("c").get());

        assertThat(text)
                .startsWith("Hello Ada, this is Alarum. The power is out at home. There is another incident. Node a")
                .endsWith("And 2 more incidents.");
    }

    @Test
    void says_once_that_the_disk_fails_however_that_is_known() {
        CallFacts facts =
                facts(Cause.NODE).failed("a").impaired(Impairment.DISK).get();

        assertThat(CallText.of(ADA, List.of(facts), true).text())
                .isEqualTo(
                        "Hello Ada, this is Alarum. Node a has failed at home. No other node is up there. Beware, the"
                                + " hub cannot write to its disk.");
        assertThat(CallText.of(ADA, List.of(facts), false)).isEqualTo(CallText.of(ADA, List.of(facts), true));
    }

    @Test
    void says_that_the_disk_fails() {
        Spoken spoken = CallText.of(ADA, List.of(facts(Cause.NODE).failed("a").get()), true);

        assertThat(spoken.text()).endsWith("Beware, the hub cannot write to its disk.");
    }

    @Test
    void an_unknown_language_is_spoken_in_english() {
        for (String language : List.of("xx", "", "../../db", "EN-gb")) {
            assertThat(Language.of(language)).as(language).isSameAs(Language.of("en"));
        }
    }

    @Test
    void fits_the_providers_limit_whatever_fails_and_never_says_null() throws TwiMLException {
        Random random = new Random(41);
        for (int round = 0; round < 300; round++) {
            List<CallFacts> facts = IntStream.range(0, random.nextInt(6))
                    .mapToObj(i -> anything(random))
                    .toList();
            Contact contact = new Contact(1, printable(garbage(random, 59)), "+14155550101", "en");

            Spoken spoken = CallText.of(contact, facts, random.nextBoolean());

            assertThat(spoken.text()).doesNotContainIgnoringCase("null").doesNotContain("None", "{", "}", "  ");
            assertThat(TwilioBinding.voiceResponse(spoken)).hasSizeLessThanOrEqualTo(4_000);
            assertThat(withKeys(spoken)).hasSizeLessThanOrEqualTo(4_000);
        }
    }

    /** With keys, the longest numbers and a long address of the hub. */
    static String withKeys(Spoken spoken) throws TwiMLException {
        Contact contact = new Contact(1, "Ada", "+14155550101", "en", null, "12345678");
        CallOrder order = new CallOrder(Long.MAX_VALUE / 10, 999_999_999, contact, List.of());
        return new KeypadBinding(new TwilioSignatureBinding(
                        URI.create("https://" + "h".repeat(80) + ".example.org/alarum"), List.of("token")))
                .markup(new Attempt(order, Instant.EPOCH, false, spoken));
    }

    private static CallFacts anything(Random random) {
        Facts facts = facts(Cause.values()[random.nextInt(4)])
                .failed(garbageNames(random))
                .up(garbageNames(random))
                .flapping(garbageNames(random))
                .relays(random.nextInt(3), 2);
        if (random.nextBoolean()) {
            facts.battery(new Battery(random.nextBoolean() ? null : 12.5, null, Duration.ZERO, Duration.ofDays(9)));
        }
        if (random.nextBoolean()) {
            facts.impaired(Impairment.unwatched(List.of(garbage(random, 63)), List.of(garbageNames(random))));
        }
        return facts.shutdown(Stream.of(garbageNames(random))
                        .map(name -> new NodeOutcome(name, Outcome.values()[random.nextInt(6)]))
                        .toArray(NodeOutcome[]::new))
                .get();
    }

    private static String[] garbageNames(Random random) {
        return IntStream.range(0, random.nextInt(40))
                .mapToObj(i -> garbage(random, 63))
                .toArray(String[]::new);
    }

    private static String printable(String garbage) {
        return "x" + garbage.replaceAll("[\\p{Cntrl}\\p{Cn}]", "?");
    }

    private static String garbage(Random random, int longest) {
        String alphabet = "ab1 <>&\"'\u0000\u0007\n\uD800é\uFFFF😀.-_";
        StringBuilder out = new StringBuilder();
        int length = 1 + random.nextInt(longest);
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toArray(String[]::new);
    }

    private static Facts facts(Cause cause) {
        return new Facts(cause);
    }
}

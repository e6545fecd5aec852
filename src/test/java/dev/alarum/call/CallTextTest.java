package dev.alarum.call;

import static dev.alarum.call.CallFacts.Shutdown.Outcome.ACCEPTED;
import static dev.alarum.call.CallFacts.Shutdown.Outcome.NOT_ARMED;
import static dev.alarum.call.CallFacts.Shutdown.Outcome.PENDING;
import static dev.alarum.call.CallFacts.Shutdown.Outcome.REFUSED;
import static dev.alarum.call.CallFacts.Shutdown.Outcome.STOPPED;
import static dev.alarum.call.CallFacts.Shutdown.Outcome.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.twiml.TwiMLException;
import dev.alarum.call.CallFacts.Battery;
import dev.alarum.call.CallFacts.Shutdown;
import dev.alarum.incident.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
                    .isEqualTo("Hello Ada, this is Alarum. Node web 1 has failed at home. 2 nodes are still up there:"
                            + " web 2 and db 1. The relay there is up.");
        }

        @Test
        void all_of_them_with_what_else_is_known() {
            CallFacts facts = facts(Cause.NODE)
                    .failed("a", "b", "c")
                    .flapping("b")
                    .relays(1, 2)
                    .battery(new Battery(100.0, null, null, Duration.ofSeconds(61)))
                    .impaired("beats were not taken for 40 seconds.")
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. 3 nodes have failed at home: a, b and c. b went and came"
                            + " several times. No other node is up there. 1 of 2 relays are up there. The battery is"
                            + " at 100 percent. That was read 1 minute ago. Beware, the watching itself is impaired:"
                            + " beats were not taken for 40 seconds.");
        }

        @Test
        void ten_are_named_and_the_others_counted() {
            String eleven =
                    text(facts(Cause.NODE).failed(names(11)).up(names(12)).get());

            assertThat(eleven)
                    .contains("11 nodes have failed at home: n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 1 other.")
                    .contains("12 nodes are still up there: n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 others.");
            assertThat(text(facts(Cause.NODE).failed(names(10)).get())).contains("n8 and n9.");
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
                    .shutdown(new Shutdown("a", ACCEPTED), new Shutdown("b", REFUSED), new Shutdown("c", ACCEPTED))
                    .get();

            assertThat(text(facts))
                    .isEqualTo("Hello Ada, this is Alarum. The power is out at home. The battery is at 84 percent."
                            + " The load is 24 percent. Time left: about 21 minutes. That was read 4 seconds ago."
                            + " Shutdown accepted by a and c. Shutdown refused for b. 2 nodes are still up there: a"
                            + " and b. The relay there is up.");
        }

        @Test
        void with_orders_that_came_to_nothing() {
            CallFacts facts = facts(Cause.POWER)
                    .failed("x")
                    .shutdown(
                            new Shutdown("a", PENDING),
                            new Shutdown("b", UNREACHABLE),
                            new Shutdown("c", NOT_ARMED),
                            new Shutdown("d", STOPPED))
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
            Battery runtime = new Battery(null, null, Duration.ofSeconds(1), Duration.ofHours(3));

            assertThat(text(facts(Cause.POWER).battery(runtime).get()))
                    .endsWith("Time left: about 1 second. That was read 3 hours ago.");
        }
    }

    @Test
    void of_impaired_watching_names_no_node() {
        CallFacts facts = facts(Cause.WATCH)
                .failed("secret")
                .impaired("the flow beat-intake is suspended")
                .get();

        assertThat(text(facts))
                .isEqualTo(
                        "Hello Ada, this is Alarum. Alarum cannot watch everything any more. The reason: the flow beat"
                                + " intake is suspended. Whether anything failed there is not known.");
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
    void takes_less_than_45_seconds_with_normal_sizes() {
        CallFacts facts = facts(Cause.POWER)
                .failed("alpha", "beta", "gamma", "delta", "epsilon")
                .up("zeta", "eta", "theta", "iota", "kappa")
                .relays(1, 2)
                .battery(BATTERY)
                .shutdown(new Shutdown("zeta", ACCEPTED), new Shutdown("eta", REFUSED), new Shutdown("iota", PENDING))
                .get();

        Spoken spoken = CallText.of(ADA, List.of(facts), true);

        assertThat(spoken.text().split(" ")).hasSizeLessThanOrEqualTo(110);
        assertThat(spoken.seconds()).isBetween(20, 44);
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
        }
    }

    @Test
    void ten_thousand_failed_nodes_fit_and_are_counted() throws TwiMLException {
        String longName = "n".repeat(58);
        CallFacts facts = facts(Cause.NODE)
                .failed(Stream.of(names(10_000)).map(longName::concat).toArray(String[]::new))
                .get();

        Spoken spoken = CallText.of(ADA, List.of(facts), false);

        assertThat(spoken.text()).contains("10000 nodes have failed").contains("others");
        assertThat(TwilioBinding.voiceResponse(spoken)).hasSizeLessThanOrEqualTo(4_000);
    }

    @Test
    void every_value_is_used_and_none_is_unknown() {
        Set<String> used = new TreeSet<>();
        for (String template :
                List.of("greeting", "node", "internet", "power", "watch", "test", "another", "more", "closing")) {
            used.addAll(Language.of("en").template(template).names());
        }

        assertThat(used).containsExactlyInAnyOrderElementsOf(CallText.NAMES);
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
            facts.impaired(garbage(random, 500));
        }
        return facts.shutdown(Stream.of(garbageNames(random))
                        .map(name -> new Shutdown(name, Shutdown.Outcome.values()[random.nextInt(6)]))
                        .toArray(Shutdown[]::new))
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

    /** Facts put together bit by bit. */
    private static final class Facts {
        private final Cause cause;
        private List<String> failed = List.of();
        private List<String> up = List.of();
        private List<String> flapping = List.of();
        private List<Shutdown> shutdown = List.of();
        private int relaysUp;
        private int relays;
        private boolean orPower;
        private @Nullable Battery battery;
        private @Nullable String impaired;

        Facts(Cause cause) {
            this.cause = cause;
        }

        Facts failed(String... names) {
            failed = List.of(names);
            return this;
        }

        Facts up(String... names) {
            up = List.of(names);
            return this;
        }

        Facts flapping(String... names) {
            flapping = List.of(names);
            return this;
        }

        Facts shutdown(Shutdown... orders) {
            shutdown = List.of(orders);
            return this;
        }

        Facts relays(int areUp, int all) {
            relaysUp = areUp;
            relays = all;
            return this;
        }

        Facts orPower() {
            orPower = true;
            return this;
        }

        Facts battery(Battery reading) {
            battery = reading;
            return this;
        }

        Facts impaired(String reason) {
            impaired = reason;
            return this;
        }

        CallFacts get() {
            return new CallFacts(
                    7, cause, "home", failed, up, relaysUp, relays, orPower, battery, shutdown, flapping, impaired);
        }
    }
}

package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.twiml.TwiMLException;
import dev.alarum.call.CallFacts.Battery;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what is said to what an ear takes in and the provider takes. */
class FitForEarsTest {
    private static final int LONGEST_TWIML = 4_000;
    private static final Battery BATTERY = new Battery(83.6, 24.0, Duration.ofSeconds(1290), Duration.ofHours(3));
    private static final String ODD = "abcxyzKQWpVe0017._-";

    private static Contact contact(String language) {
        return new Contact(1, "Ada", "+14155550101", language);
    }

    private static void fits(Spoken spoken) throws TwiMLException {
        assertThat(spoken.seconds()).isLessThanOrEqualTo(45);
        assertThat(TwilioBinding.voiceResponse(spoken)).hasSizeLessThan(LONGEST_TWIML);
        assertThat(CallTextTest.withKeys(spoken)).hasSizeLessThanOrEqualTo(LONGEST_TWIML);
    }

    /** The one sentence that tells the cause, its name filled in. */
    private static String headline(String language, CallFacts facts) {
        SpokenNames names = new SpokenNames(Language.of(language), Map.of());
        return Language.of(language)
                .template(facts.cause().word())
                .say(Known.of(facts, names, 1), Set.of())
                .get(0);
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void the_cause_comes_right_after_the_greeting(String language) {
        for (Cause cause : Cause.values()) {
            CallFacts facts = everything(cause, "pve-02").get();

            assertThat(CallText.of(contact(language), List.of(facts), true).sentences())
                    .as(cause.word())
                    .element(1)
                    .isEqualTo(headline(language, facts));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void normal_sizes_are_said_whole(String language) throws TwiMLException {
        CallFacts facts = new Facts(Cause.POWER)
                .up("pve-01", "pve-02", "pve-03")
                .relays(1, 2)
                .battery(BATTERY)
                .shutdown(
                        new NodeOutcome("pve-02", Outcome.ACCEPTED),
                        new NodeOutcome("pve-03", Outcome.ACCEPTED),
                        new NodeOutcome("pve-01", Outcome.PENDING))
                .get();

        Spoken spoken = CallText.of(contact(language), List.of(facts), false);

        fits(spoken);
        assertThat(spoken.sentences()).hasSize(10);
        assertThat(spoken.seconds()).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void ten_thousand_failed_nodes_are_counted_and_a_few_are_named(String language) throws TwiMLException {
        List<String> forms = List.of("n%d", "pve-%05d", "%05d.example.org", "x".repeat(50) + "%d", "W_%d.x-Y");
        for (String form : forms) {
            String[] nodes = IntStream.range(0, 10_000)
                    .mapToObj(i -> String.format(form, i))
                    .toArray(String[]::new);
            for (Cause cause : Cause.values()) {
                CallFacts facts = everything(cause, nodes).get();

                Spoken spoken = CallText.of(contact(language), List.of(facts, facts, facts, facts), true);

                fits(spoken);
                if (cause != Cause.WATCH) {
                    assertThat(spoken.text()).contains("10000");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void what_is_short_for_the_ear_but_long_in_markup_fits_the_provider_too(String language) throws TwiMLException {
        Map<Name, String> given = new HashMap<>();
        IntStream.range(0, 10).forEach(i -> given.put(new Name("n" + i), "'".repeat(59) + "a"));
        String[] nodes = given.keySet().stream().map(Name::text).toArray(String[]::new);

        Spoken spoken = CallText.of(
                contact(language), List.of(everything(Cause.POWER, nodes).get()), false, given);

        fits(spoken);
        assertThat(spoken.text()).contains("'''a");
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void whatever_the_names_are_the_essence_is_said_in_time_and_ends_as_it_should(String language)
            throws TwiMLException {
        Random random = new Random(43);
        for (int round = 0; round < 300; round++) {
            List<CallFacts> facts = IntStream.range(0, random.nextInt(6))
                    .mapToObj(i -> anything(random))
                    .toList();
            Contact contact = new Contact(1, "é'&\"ñ".repeat(random.nextInt(12)) + "x", "+14155550101", language);
            Map<Name, String> given = new HashMap<>();
            facts.forEach(one -> one.failed().stream()
                    .limit(random.nextInt(3))
                    .forEach(node -> given.put(new Name(node), "É, ' . - ñ".repeat(6))));

            Spoken spoken = CallText.of(contact, facts, true, given);

            fits(spoken);
            List<String> said = spoken.sentences();
            assertThat(said).allMatch(sentence -> sentence.endsWith("."));
            assertThat(said.get(said.size() - 1))
                    .isEqualTo(Language.of(language)
                            .template("closing")
                            .say(Map.of("disk-fails", ""), Set.of())
                            .get(0));
            if (!facts.isEmpty() && given.isEmpty() && facts.get(0).failed().size() == 1) {
                assertThat(said.get(1)).isEqualTo(headline(language, facts.get(0)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void what_matters_least_goes_first(String language) throws IOException {
        List<String> order = List.of("readings", "relays", "up", "flapping", "impaired", "battery", "shutdown");
        int kept = order.size();
        for (int length = 0; length < 40; length++) {
            String[] nodes = IntStream.range(0, 1 + length)
                    .mapToObj(i -> "k9x".repeat(1 + i) + i)
                    .map(name -> name.substring(0, Math.min(60, name.length())))
                    .toArray(String[]::new);
            CallFacts facts = everything(Cause.NODE, nodes).get();
            List<String> parts = partsOf(language, CallText.of(contact(language), List.of(facts), false), order);

            assertThat(parts).isEqualTo(order.subList(order.size() - parts.size(), order.size()));
            kept = Math.min(kept, parts.size());
        }
        assertThat(kept).isLessThan(order.size());
    }

    /** The parts of which at least one sentence is said, in that order. */
    private static List<String> partsOf(String language, Spoken spoken, List<String> order) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String part : order) {
            boolean isSaid = LanguagesTest.lines(language, part + ".txt").stream()
                    .map(LanguagesTest::form)
                    .anyMatch(form -> spoken.sentences().stream().anyMatch(form.asMatchPredicate()));
            if (isSaid) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static Facts everything(Cause cause, String... failed) {
        return new Facts(cause)
                .failed(failed)
                .flapping(failed)
                .up("up-01", "up-02")
                .relays(1, 2)
                .battery(BATTERY)
                .impaired(Impairment.unwatched(List.of("pi"), List.of(failed)))
                .rehearsal(true, failed)
                .shutdown(Stream.of(failed)
                        .map(node -> new NodeOutcome(node, Outcome.values()[node.length() % 6]))
                        .toArray(NodeOutcome[]::new));
    }

    private static CallFacts anything(Random random) {
        Facts facts = everything(Cause.values()[random.nextInt(4)], names(random))
                .site(name(random))
                .up(names(random))
                .flapping(names(random))
                .relays(random.nextInt(3), 2);
        if (random.nextBoolean()) {
            facts.impaired(Impairment.deaf(List.of(names(random)), true, true));
        }
        return facts.get();
    }

    private static String[] names(Random random) {
        return IntStream.range(0, random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(3))
                .mapToObj(i -> name(random))
                .toArray(String[]::new);
    }

    /** A name of up to 63 characters, dots, underscores and capitals among them. */
    private static String name(Random random) {
        int length = random.nextBoolean() ? 63 : 1 + random.nextInt(63);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            boolean isEdge = i == 0 || i == length - 1;
            name.append(ODD.charAt(random.nextInt(isEdge ? ODD.length() - 3 : ODD.length())));
        }
        return name.toString();
    }
}

package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.voice.Say;
import dev.alarum.call.CallFacts.Battery;
import dev.alarum.incident.Cause;
import dev.alarum.node.Demands;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the texts of all languages together. */
class LanguagesTest {
    private static final Path TEXTS = Path.of("src/main/resources/texts");
    private static final String ENGLISH = "en";

    static Set<String> languages() {
        return Contact.LANGUAGES;
    }

    private static Stream<String> others() {
        return languages().stream().filter(language -> !language.equals(ENGLISH));
    }

    @Test
    void there_are_as_many_languages_as_folders() throws IOException {
        try (Stream<Path> folders = Files.list(TEXTS).filter(Files::isDirectory)) {
            assertThat(languages())
                    .containsExactlyElementsOf(
                            folders.map(folder -> folder.getFileName().toString())
                                    .sorted()
                                    .toList())
                    .contains("de", "en", "es", "fr");
        }
    }

    @Test
    void another_language_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> new Contact(1, "Ada", "+14155550101", "nl"))
                .isInstanceOf(Demands.NotMet.class)
                .hasMessageContaining("give a language that has texts: de, en, es, fr");
    }

    @Test
    void the_documents_name_all_languages() throws IOException {
        String all = "There are texts in: " + String.join(", ", languages()) + ".";

        assertThat(Path.of("config/hub.properties")).content().contains(all);
        assertThat(Path.of("docs/calls.md")).content().contains(all);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void the_examples_in_the_documents_are_what_is_said(String language) throws IOException {
        CallFacts node = new Facts(Cause.NODE)
                .failed("pve-02")
                .up("pve-01", "nas")
                .relays(1, 1)
                .get();
        CallFacts power = new Facts(Cause.POWER)
                .up("pve-01", "pve-02", "pve-03", "nas")
                .relays(1, 1)
                .battery(new Battery(84.0, 24.0, Duration.ofMinutes(21), Duration.ofSeconds(4)))
                .shutdown(
                        new NodeOutcome("pve-02", Outcome.ACCEPTED),
                        new NodeOutcome("pve-03", Outcome.REFUSED),
                        new NodeOutcome("pve-01", Outcome.PENDING))
                .get();

        String page = Files.readString(Path.of("docs/calls.md")).replaceAll("\\n> *", " ");
        for (CallFacts facts : List.of(node, power)) {
            assertThat(page)
                    .contains(CallText.of(contact(language), List.of(facts), false)
                            .text());
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void has_every_part_and_every_word_of_the_english_texts_and_no_other(String language) throws IOException {
        assertThat(files(language)).isEqualTo(files(ENGLISH));
        assertThat(Language.of(language).keys())
                .isEqualTo(Language.of(ENGLISH).keys())
                .allSatisfy(key -> assertThat(Language.of(language).word(key)).isNotBlank());
        assertThat(Language.of(language).word("others")).contains("{count}");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void uses_every_value_and_flag_there_is_and_no_other(String language) throws IOException {
        assertThat(names(language)).containsExactlyInAnyOrderElementsOf(CallText.NAMES);
    }

    @ParameterizedTest
    @MethodSource("others")
    void uses_in_each_part_what_the_english_part_uses(String language) throws IOException {
        for (String part : files(ENGLISH)) {
            if (part.endsWith(".txt")) {
                assertThat(used(language, part)).as(language + "/" + part).isEqualTo(used(ENGLISH, part));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void has_a_sentence_for_every_line_of_the_english_part(String language) throws IOException {
        for (String part : files(ENGLISH)) {
            assertThat(flagsOf(language, part)).as(language + "/" + part).isEqualTo(flagsOf(ENGLISH, part));
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void says_every_sentence_and_leaves_no_blank_open(String language) throws IOException {
        Map<String, Pattern> unsaid = new TreeMap<>();
        sentences(language).forEach(template -> unsaid.put(template, form(template)));
        for (Spoken spoken : exhaustively(language)) {
            assertThat(spoken.sentences())
                    .allSatisfy(sentence -> assertThat(sentence)
                            .matches("[\\p{Lu}\\p{Ll}\\p{Nd}].*\\.")
                            .doesNotContain("{", "}", "[", "]", "@", "#", "  ", " ,", " .", ".."));
            unsaid.values().removeIf(form -> spoken.sentences().stream().anyMatch(form.asMatchPredicate()));
        }
        assertThat(unsaid).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("others")
    void leaves_no_english_over(String language) throws IOException {
        Set<String> english = new TreeSet<>(sentences(ENGLISH));
        List<String> words =
                List.of("the", "is", "are", "there", "of", "and", "has", "have", "was", "not", "ago", "other");

        assertThat(sentences(language)).doesNotContainAnyElementsOf(english);
        assertThat(Language.of(language).keys())
                .filteredOn(key -> !key.equals("minutes") || !language.equals("fr"))
                .allSatisfy(key -> assertThat(Language.of(language).word(key))
                        .isNotEqualTo(Language.of(ENGLISH).word(key)));
        for (Spoken spoken : exhaustively(language)) {
            assertThat(List.of(spoken.text().toLowerCase(Locale.ROOT).split("[^\\p{L}]+")))
                    .doesNotContainAnyElementsOf(words);
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void is_spoken_by_a_voice_of_that_language_which_the_provider_has(String language) throws TwiMLException {
        Spoken spoken = CallText.of(contact(language), List.of(), false);

        assertThat(spoken.voice()).startsWith(language + "-");
        assertThat(Stream.of(Say.Language.values()).map(Say.Language::toString)).contains(spoken.voice());
        assertThat(Stream.of(Say.Voice.values()).map(Say.Voice::toString)).contains(spoken.speaker());
        assertThat(TwilioBinding.voiceResponse(spoken))
                .contains("<Say language=\"" + spoken.voice() + "\" voice=\"" + spoken.speaker() + "\">");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void has_a_word_of_its_own_for_every_number(String language) {
        List<String> numbers =
                IntStream.range(0, 1000).mapToObj(Language.of(language)::number).toList();

        assertThat(numbers).doesNotHaveDuplicates().allMatch(words -> words.matches("[\\p{L} -]+"));
    }

    /** All that can be known, each thing once alone and all of it together, for each cause. */
    private static List<Spoken> exhaustively(String language) {
        List<UnaryOperator<Facts>> changes = new ArrayList<>(List.of(
                facts -> facts,
                facts -> facts.failed("a1"),
                facts -> facts.failed("a1", "pve-02"),
                facts -> facts.failed("a1").flapping("a1"),
                facts -> facts.failed("a1", "a2").flapping("a1", "a2"),
                facts -> facts.up("u1"),
                facts -> facts.up("u1", "u2"),
                facts -> facts.up("u1", "u2", "u3", "u4"),
                facts -> facts.relays(0, 1),
                facts -> facts.relays(1, 1),
                facts -> facts.relays(0, 2),
                facts -> facts.relays(1, 2),
                facts -> facts.relays(2, 2),
                facts -> facts.relays(2, 3),
                Facts::orPower,
                facts -> facts.battery(new Battery(50.0, 20.0, Duration.ofMinutes(12), Duration.ofSeconds(40))),
                facts -> facts.battery(new Battery(1.0, 1.0, Duration.ofSeconds(40), Duration.ofMinutes(1))),
                facts -> facts.battery(new Battery(0.0, 99.9, Duration.ofMinutes(61), Duration.ofDays(3))),
                facts -> facts.impaired(Impairment.deaf(List.of("beat-intake"), true, true)),
                facts -> facts.impaired(Impairment.deaf(List.of("beat-intake", "heartbeat-watch"), false, false)),
                facts -> facts.shortage(Duration.ofMinutes(9), Duration.ofMinutes(6)),
                facts -> facts.shortage(Duration.ofMinutes(9), Duration.ZERO),
                facts -> facts.rehearsal(true, "o1"),
                facts -> facts.rehearsal(false, "o1", "o2"),
                facts -> facts.impaired(Impairment.DISK),
                facts -> facts.impaired(Impairment.unwatched(List.of("pi"), List.of("u1"))),
                facts -> facts.impaired(Impairment.unwatched(List.of("pi", "attic"), List.of("u1", "u2")))));
        for (Outcome outcome : Outcome.values()) {
            changes.add(facts -> facts.shutdown(new NodeOutcome("s1", outcome), new NodeOutcome("s2", outcome)));
        }
        List<Spoken> all = new ArrayList<>(List.of(CallText.of(contact(language), List.of(), false)));
        for (int merged : List.of(2, 3, 4, 5)) {
            List<CallFacts> several = Collections.nCopies(merged, new Facts(Cause.POWER).get());
            all.add(CallText.of(contact(language), several, false));
        }
        for (Cause cause : Cause.values()) {
            for (UnaryOperator<Facts> change : changes) {
                CallFacts facts = change.apply(new Facts(cause)).get();
                all.add(CallText.of(contact(language), List.of(facts), true));
            }
        }
        return all;
    }

    /** What a sentence looks like when it is said. */
    static Pattern form(String template) {
        return Pattern.compile(
                Stream.of(template.replaceFirst("^(\\[[^]]*] *)+", "").split("\\{[a-z-]+}", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+")));
    }

    private static Contact contact(String language) {
        return new Contact(1, "Ada", "+14155550101", language);
    }

    private static Set<String> files(String language) throws IOException {
        try (Stream<Path> files = Files.list(TEXTS.resolve(language))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static List<String> lines(String language, String part) throws IOException {
        return Files.readAllLines(TEXTS.resolve(language).resolve(part)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static Set<String> sentences(String language) throws IOException {
        Set<String> all = new TreeSet<>();
        for (String part : files(language)) {
            if (part.endsWith(".txt")) {
                lines(language, part).stream()
                        .filter(line -> !line.startsWith("@"))
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** What a part takes in and which flags stand before its sentences, in order. */
    private static List<String> flagsOf(String language, String part) throws IOException {
        return part.endsWith(".txt")
                ? lines(language, part).stream()
                        .map(line -> line.startsWith("@") ? line : line.replaceFirst("^((\\[[^]]*] *)*).*", "$1"))
                        .toList()
                : List.of();
    }

    private static Set<String> names(String language) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String part : files(language)) {
            if (part.endsWith(".txt")) {
                names.addAll(
                        Language.of(language).template(part.replace(".txt", "")).names());
            }
        }
        return names;
    }

    private static Set<String> used(String language, String part) {
        return Language.of(language).template(part.replace(".txt", "")).names();
    }
}

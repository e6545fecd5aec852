package dev.alarum.call;

import dev.alarum.node.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text of a call: the sentences of {@code texts/LANGUAGE} with what is known filled in. One pass takes at most
 * {@link #LONGEST_PASS_SECONDS}: what would take longer loses, step by step, the rest of lists and then the parts that
 * matter least.
 */
public final class CallText {
    /** All values and flags the templates may name; {@code texts/README.md} says how they are used. */
    static final Set<String> NAMES = Set.of(
            // the call as a whole
            "contact",
            "more",
            "one-more",
            "many-more",
            "disk-fails",
            // an incident
            "site",
            "failed",
            "failed-count",
            "one-failed",
            "many-failed",
            "all-back",
            "flapping",
            "one-flapping",
            "many-flapping",
            "or-power",
            "up",
            "up-count",
            "one-up",
            "few-up",
            "many-up",
            "no-up",
            "relays",
            "relays-up",
            "only-relay-up",
            "only-relay-down",
            "no-relay-up",
            "one-relay-up",
            "all-relays-up",
            "some-relays-up",
            "charge",
            "load",
            "runtime",
            "runtime-short",
            "age",
            "accepted",
            "refused",
            "unreachable",
            "planned",
            "need",
            "lasts",
            "no-time",
            "pending",
            "not-armed",
            "stopped",
            "down",
            "already-off",
            "still-up",
            // what impairs the watching
            "impaired",
            "flow",
            "one-flow",
            "many-flow",
            "behind",
            "own-network",
            "gone",
            "one-gone",
            "many-gone",
            "unheard",
            // a drill
            "off",
            "off-count",
            "one-off",
            "many-off",
            "troubled");

    /** Who is woken up listens to this and no longer. */
    static final int LONGEST_PASS_SECONDS = 45;

    /** Both passes, and twice the words about keys, markup included, must fit the provider's 4,000 characters. */
    private static final int LONGEST_PASS = 1_500;

    static final int LONGEST_NAME = 63;

    /** The parts beside the headline, those that matter least first. */
    private static final List<String> LEAST_FIRST =
            List.of("readings", "relays", "up", "flapping", "impaired", "battery", "shutdown");

    /** From what is said normally to the least that is said. */
    private static final List<Brevity> BREVITIES = List.of(
            new Brevity(10, 3, 0, 0),
            new Brevity(10, 3, 1, LEAST_FIRST.size()),
            new Brevity(5, 3, 1, LEAST_FIRST.size()),
            new Brevity(5, 3, 2, LEAST_FIRST.size()),
            new Brevity(3, 3, 2, LEAST_FIRST.size()),
            new Brevity(3, 3, 3, LEAST_FIRST.size()),
            new Brevity(3, 2, 3, LEAST_FIRST.size()),
            new Brevity(2, 1, 3, 0),
            new Brevity(2, 1, 4, 0),
            new Brevity(1, 1, 4, 0),
            new Brevity(1, 1, 5, 0),
            new Brevity(1, 1, 6, 0),
            new Brevity(1, 1, 7, 0));

    /**
     * How much is said.
     *
     * @param names of a kind; the others are counted
     * @param incidents the others are counted
     * @param leftOut how many of the least important parts are left out, of the first incident
     * @param leftOutOfOthers and of those merged into the call
     */
    private record Brevity(int names, int incidents, int leftOut, int leftOutOfOthers) {
        Set<String> leftOutOf(int incident) {
            return new LinkedHashSet<>(LEAST_FIRST.subList(0, incident == 0 ? leftOut : leftOutOfOthers));
        }
    }

    private final SpokenNames names;
    private final Brevity brevity;

    private CallText(SpokenNames names, Brevity brevity) {
        this.names = names;
        this.brevity = brevity;
    }

    /** As {@link #of(Contact, List, boolean, Map)}, with all names said by the rule. */
    public static Spoken of(Contact contact, List<CallFacts> facts, boolean diskFails) {
        return of(contact, facts, diskFails, Map.of());
    }

    /**
     * What to say.
     *
     * @param contact who is greeted, and in which language
     * @param facts the incident itself first, then those merged into the call; empty for a test call
     * @param diskFails whether the hub cannot write to its disk
     * @param spoken what nodes are called when that is not to be found by rule
     */
    public static Spoken of(Contact contact, List<CallFacts> facts, boolean diskFails, Map<Name, String> spoken) {
        Language language = Language.of(contact.language());
        SpokenNames names = new SpokenNames(language, spoken);
        List<String> sentences = List.of();
        for (Brevity brevity : BREVITIES) {
            sentences = new CallText(names, brevity).sentences(contact, facts, diskFails);
            if (fits(sentences)) {
                break;
            }
        }
        return new Spoken(
                language.word("voice"), language.word("speaker"), fitting(sentences), language.word("repeat"));
    }

    /** What is said when the texts themselves are broken. */
    static Spoken inNeed(List<CallFacts> facts) {
        String cause = facts.isEmpty() ? "test" : facts.get(0).cause().word();
        String site = facts.isEmpty() ? "" : speakable(facts.get(0).site(), LONGEST_NAME);
        List<String> sentences = List.of("This is Alarum.", "Incident: " + cause + " " + site + ".");
        return new Spoken("en-US", null, sentences, "I repeat.");
    }

    /** The last resort; the first sentences are the most important ones. */
    private static List<String> fitting(List<String> sentences) {
        int end = sentences.size();
        while (!fits(sentences.subList(0, end))) {
            end--;
        }
        return sentences.subList(0, end);
    }

    private static boolean fits(List<String> sentences) {
        return markedUpLength(sentences) <= LONGEST_PASS
                && sentences.stream().mapToInt(Pace::millis).sum() <= LONGEST_PASS_SECONDS * 1000;
    }

    private List<String> sentences(Contact contact, List<CallFacts> facts, boolean diskFails) {
        Map<String, String> call = new HashMap<>();
        String name = speakable(contact.name(), LONGEST_NAME);
        call.put("contact", name.isEmpty() ? speakable(contact.phone(), LONGEST_NAME) : name);
        if (diskFails || facts.stream().anyMatch(CallText::isDiskFailing)) {
            call.put("disk-fails", "");
        }
        if (facts.size() > brevity.incidents()) {
            int more = facts.size() - brevity.incidents();
            call.put("more", Integer.toString(more));
            call.put(more == 1 ? "one-more" : "many-more", "");
        }
        List<String> sentences = new ArrayList<>(say("greeting", call, Set.of()));
        if (facts.isEmpty()) {
            sentences.addAll(say("test", call, Set.of()));
        }
        for (int i = 0; i < Math.min(facts.size(), brevity.incidents()); i++) {
            if (i > 0) {
                sentences.addAll(say("another", call, Set.of()));
            }
            Map<String, String> known = Known.of(facts.get(i), names, brevity.names());
            sentences.addAll(say(facts.get(i).cause().word(), known, brevity.leftOutOf(i)));
        }
        sentences.addAll(say("more", call, Set.of()));
        sentences.addAll(say("closing", call, Set.of()));
        return sentences;
    }

    private static boolean isDiskFailing(CallFacts facts) {
        Impairment impairment = facts.impaired();
        return impairment != null && impairment.disk();
    }

    private List<String> say(String template, Map<String, String> known, Set<String> leftOut) {
        return names.language().template(template).say(known, leftOut);
    }

    /** The words without what a text must not hold: control characters, markup, and blanks in a row. */
    static String speakable(String words, int longest) {
        StringBuilder out = new StringBuilder();
        words.codePoints().map(c -> isSpoken(c) ? c : ' ').limit(longest).forEach(out::appendCodePoint);
        return out.toString().strip().replaceAll(" +", " ");
    }

    private static boolean isSpoken(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> !Character.isWhitespace(c) && c != '<' && c != '>' && c != '{' && c != '}';
        };
    }

    private static int markedUpLength(List<String> sentences) {
        int length = 0;
        for (String sentence : sentences) {
            length += 1 + sentence.codePoints().map(CallText::markedUpLength).sum();
        }
        return length;
    }

    private static int markedUpLength(int c) {
        if (c == '&' || c == '"' || c == '\'') {
            return 6;
        }
        return c <= 0xFFFF ? 1 : 10;
    }
}

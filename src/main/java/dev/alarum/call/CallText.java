package dev.alarum.call;

import dev.alarum.call.CallFacts.Battery;
import dev.alarum.call.CallFacts.Shutdown;
import dev.alarum.call.CallFacts.Shutdown.Outcome;
import dev.alarum.incident.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of a call: the sentences of {@code texts/LANGUAGE} with what is known filled in. */
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
            "flapping",
            "or-power",
            "impaired",
            "up",
            "up-count",
            "one-up",
            "many-up",
            "no-up",
            "relays",
            "relays-up",
            "only-relay-up",
            "only-relay-down",
            "no-relay-up",
            "some-relays-up",
            "battery",
            "charge",
            "load",
            "runtime",
            "age",
            "accepted",
            "refused",
            "unreachable",
            "pending",
            "not-armed",
            "stopped");

    /** Both passes, markup included, must fit the provider's 4,000 characters. */
    private static final int LONGEST_PASS = 1_800;

    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_REASON = 160;

    /** From what is said normally to what is said when it would be too long. */
    private static final List<Limits> LIMITS =
            List.of(new Limits(10, 3), new Limits(5, 3), new Limits(3, 2), new Limits(1, 1));

    private record Limits(int names, int incidents) {}

    private final Language language;
    private final Limits limits;

    private CallText(Language language, Limits limits) {
        this.language = language;
        this.limits = limits;
    }

    /**
     * What to say.
     *
     * @param contact who is greeted, and in which language
     * @param facts the incident itself first, then those merged into the call; empty for a test call
     * @param diskFails whether the hub cannot write to its disk
     */
    public static Spoken of(Contact contact, List<CallFacts> facts, boolean diskFails) {
        Language language = Language.of(contact.language());
        List<String> sentences = List.of();
        for (Limits limits : LIMITS) {
            sentences = new CallText(language, limits).sentences(contact, facts, diskFails);
            if (markedUpLength(sentences) <= LONGEST_PASS) {
                break;
            }
        }
        return new Spoken(language.word("voice"), fitting(sentences), language.word("repeat"));
    }

    /** What is said when the texts themselves are broken. */
    static Spoken inNeed(List<CallFacts> facts) {
        String cause = facts.isEmpty() ? "test" : facts.get(0).cause().word();
        String site = facts.isEmpty() ? "" : speakable(facts.get(0).site(), LONGEST_NAME);
        List<String> sentences = List.of("This is Alarum.", "Incident: " + cause + " " + site + ".");
        return new Spoken("en-US", sentences, "I repeat.");
    }

    /** The first sentences are the most important ones. */
    private static List<String> fitting(List<String> sentences) {
        int end = sentences.size();
        while (markedUpLength(sentences.subList(0, end)) > LONGEST_PASS) {
            end--;
        }
        return sentences.subList(0, end);
    }

    private List<String> sentences(Contact contact, List<CallFacts> facts, boolean diskFails) {
        Map<String, String> call = new HashMap<>();
        String name = speakable(contact.name(), LONGEST_NAME);
        call.put("contact", name.isEmpty() ? speakable(contact.phone(), LONGEST_NAME) : name);
        flag(call, "disk-fails", diskFails);
        if (facts.size() > limits.incidents()) {
            int more = facts.size() - limits.incidents();
            call.put("more", Integer.toString(more));
            flag(call, more == 1 ? "one-more" : "many-more", true);
        }
        List<String> sentences = new ArrayList<>(say("greeting", call));
        if (facts.isEmpty()) {
            sentences.addAll(say("test", call));
        }
        for (int i = 0; i < Math.min(facts.size(), limits.incidents()); i++) {
            if (i > 0) {
                sentences.addAll(say("another", call));
            }
            sentences.addAll(say(facts.get(i).cause().word(), known(facts.get(i))));
        }
        sentences.addAll(say("more", call));
        sentences.addAll(say("closing", call));
        return sentences;
    }

    private List<String> say(String template, Map<String, String> known) {
        return language.template(template).say(known);
    }

    private Map<String, String> known(CallFacts facts) {
        Map<String, String> known = new HashMap<>();
        known.put("site", speakable(facts.site(), LONGEST_NAME));
        flag(known, "or-power", facts.internetOrPower());
        names(known, "failed", facts.failed());
        names(known, "flapping", facts.flapping());
        up(known, facts);
        relays(known, facts);
        battery(known, facts.battery());
        for (Outcome outcome : Outcome.values()) {
            names(known, word(outcome), nodes(facts.shutdown(), outcome));
        }
        String reason = facts.impaired();
        if (reason != null) {
            String words = speakable(reason, LONGEST_REASON);
            known.put("impaired", words.endsWith(".") ? words.substring(0, words.length() - 1) : words);
        }
        return known;
    }

    private void up(Map<String, String> known, CallFacts facts) {
        names(known, "up", facts.up());
        // a whole site that is silent is said to be so already
        flag(known, "no-up", facts.up().isEmpty() && facts.cause() == Cause.NODE);
    }

    private static void relays(Map<String, String> known, CallFacts facts) {
        int all = facts.relays();
        int up = facts.relaysUp();
        known.put("relays", Integer.toString(all));
        known.put("relays-up", Integer.toString(up));
        flag(known, "only-relay-up", all == 1 && up == 1);
        flag(known, "only-relay-down", all == 1 && up == 0);
        flag(known, "no-relay-up", all > 1 && up == 0);
        flag(known, "some-relays-up", all > 1 && up > 0);
    }

    private void battery(Map<String, String> known, @Nullable Battery battery) {
        if (battery == null) {
            return;
        }
        boolean any = percent(known, "charge", battery.chargePercent());
        any |= percent(known, "load", battery.loadPercent());
        if (battery.runtime() != null) {
            known.put("runtime", language.duration(battery.runtime()));
            any = true;
        }
        known.put("age", language.duration(battery.age()));
        flag(known, "battery", any);
    }

    private static boolean percent(Map<String, String> known, String name, @Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return false;
        }
        known.put(name, Long.toString(Math.round(value)));
        return true;
    }

    private void names(Map<String, String> known, String name, List<String> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        List<String> spoken = nodes.stream()
                .limit(limits.names())
                .map(node -> speakable(node, LONGEST_NAME))
                .filter(node -> !node.isEmpty())
                .toList();
        known.put(name, language.list(spoken, nodes.size()));
        known.put(name + "-count", Integer.toString(nodes.size()));
        flag(known, (nodes.size() == 1 ? "one-" : "many-") + name, true);
    }

    private static List<String> nodes(List<Shutdown> shutdown, Outcome outcome) {
        return shutdown.stream()
                .filter(order -> order.outcome() == outcome)
                .map(Shutdown::node)
                .toList();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PENDING -> "pending";
            case ACCEPTED -> "accepted";
            case REFUSED -> "refused";
            case UNREACHABLE -> "unreachable";
            case NOT_ARMED -> "not-armed";
            case STOPPED -> "stopped";
        };
    }

    private static void flag(Map<String, String> known, String name, boolean holds) {
        if (holds) {
            known.put(name, "");
        }
    }

    /** The words without what a voice would spell out or a text must not hold: dashes, underscores, control characters. */
    static String speakable(String words, int longest) {
        StringBuilder out = new StringBuilder();
        words.codePoints()
                .map(c -> c == '-' || c == '_' || !isSpoken(c) ? ' ' : c)
                .limit(longest)
                .forEach(out::appendCodePoint);
        return out.toString().strip().replaceAll(" +", " ");
    }

    private static boolean isSpoken(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> !Character.isWhitespace(c) && c != '<' && c != '>';
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

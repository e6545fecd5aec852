package dev.alarum.drill;

import java.util.Arrays;
import java.util.Locale;

/**
 * One part of the way of a drill, and how it did.
 *
 * @param part which part
 * @param mark how it did
 * @param detail in words for people; may be empty
 */
public record DrillStep(Part part, Mark mark, String detail) {
    /** The parts, in the order in which an alarm passes them. */
    public enum Part {
        /** A signed beat through the hub's own door. */
        INTAKE,
        /** The silence after it, noticed by the same aggregator as every node's. */
        DETECTOR,
        /** The shutdown plan, asked of Proxmox without an order. */
        PLAN,
        /** A call that the provider took. */
        PROVIDER,
        /** What the provider told of the call over {@code alarum.public-url}. */
        CALLBACK,
        /** Somebody who answered for it. */
        KEY;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a part did. */
    public enum Mark {
        /** Not passed yet. */
        WAITING,
        /** It works. */
        GOOD,
        /** It does not work. */
        BAD,
        /** It is not set up, or was not come to. */
        ABSENT;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The detail without what would break a line of {@link #line}. */
    public DrillStep {
        detail = detail.replaceAll("\\s+", " ").strip();
    }

    /** A part that is not passed yet. */
    public static DrillStep waiting(Part part) {
        return new DrillStep(part, Mark.WAITING, "");
    }

    /** As one line, as it is kept in the store. */
    public String line() {
        return part.word() + " " + mark.word() + " " + detail;
    }

    /**
     * Reads {@link #line}.
     *
     * @throws IllegalArgumentException if the line has not that form
     */
    public static DrillStep of(String line) {
        String[] words = line.split(" ", 3);
        if (words.length < 2) {
            throw new IllegalArgumentException(
                    "a step is PART MARK DETAIL, for instance 'key good Ada pressed 4'; this is '" + line + "'");
        }
        return new DrillStep(
                one(Part.values(), words[0]), one(Mark.values(), words[1]), words.length > 2 ? words[2] : "");
    }

    private static <E extends Enum<E>> E one(E[] all, String word) {
        return Arrays.stream(all)
                .filter(value -> value.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of " + Arrays.toString(all)));
    }
}

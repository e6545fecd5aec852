package dev.alarum.status;

import dev.alarum.status.NewsCode.Urgency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something told without ringing.
 *
 * @param at when, by the wall clock
 * @param code which kind, the word of a {@link NewsCode}: {@code node-back}, {@code relay-gone}, {@code mains-back}, …
 * @param subject the node, relay, UPS or incident it is about
 * @param text one sentence for people
 * @param incident the incident it is about; null: none
 */
public record News(
        Instant at,
        String code,
        String subject,
        String text,
        @Nullable About incident) {
    /** Not about an incident. */
    public News(Instant at, String code, String subject, String text) {
        this(at, code, subject, text, null);
    }

    /**
     * An incident as it was when the news was told.
     *
     * @param id its number
     * @param site where
     * @param cause {@code node, internet, power} or {@code watch}
     * @param state {@code calling, acknowledged, recovered, …}
     * @param opened when it began
     * @param nodes the names of the nodes that belong to it, a hundred at most
     * @param nodeCount how many these are
     */
    public record About(
            long id, String site, String cause, String state, Instant opened, List<String> nodes, int nodeCount) {
        /** So many nodes are named. */
        public static final int NAMED = 100;

        /** Copies the list. */
        public About {
            nodes = List.copyOf(nodes);
        }
    }

    /** How soon a human should know. What the table does not have is better told once too often. */
    public Urgency urgency() {
        return NewsCode.of(code).map(NewsCode::urgency).orElse(Urgency.URGENT);
    }
}

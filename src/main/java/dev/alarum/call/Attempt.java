package dev.alarum.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on its way to the provider.
 *
 * @param order what the core ordered
 * @param at when it was taken up, by the wall clock
 * @param diskFails whether it could not be claimed on disk and goes on from memory
 * @param spoken what is said; null before it is composed
 */
public record Attempt(
        CallOrder order,
        Instant at,
        boolean diskFails,
        @Nullable Spoken spoken) {
    /** The incident's number. */
    public long incident() {
        return order.incident();
    }

    /** The attempt's number within the incident. */
    public int attempt() {
        return order.attempt();
    }

    /** Whom to ring. */
    public Contact contact() {
        return order.contact();
    }

    /** As in {@link CallOrder#provider}. */
    public int provider() {
        return order.provider();
    }

    /** When it was taken up, in ms since 1970. */
    public long atMillis() {
        return at.toEpochMilli();
    }

    Attempt withFailingDisk() {
        return new Attempt(order, at, true, spoken);
    }

    Attempt saying(Spoken words) {
        return new Attempt(order, at, diskFails, words);
    }

    /** What is said. */
    Spoken words() {
        if (spoken == null) {
            throw new IllegalStateException("attempt " + attempt() + " of incident " + incident() + " has no text yet");
        }
        return spoken;
    }
}

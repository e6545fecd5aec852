package dev.alarum.call;

import dev.alarum.node.Demands;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ring, and how often.
 *
 * @param contacts in calling order, {@code alarum.contact.N.*}
 * @param attempts per contact and round, {@code alarum.call.attempts}; 1 to 100
 * @param ringTimeout how long a phone rings, {@code alarum.call.ring-timeout}; 5 s to 600 s
 * @param pause between two attempts, {@code alarum.call.pause}; it doubles after the second round; 1 s to 1 h
 * @param maxPerHour cap on accepted calls in any hour, {@code alarum.call.max-per-hour}; 1 to 1000, never on
 *     the first call of an incident
 * @param keys whether keys can be pressed, which takes {@code alarum.public-url}: then only a key tells that somebody
 *     was reached, else a human who listened long enough
 */
public record CallSettings(
        List<Contact> contacts, int attempts, Duration ringTimeout, Duration pause, int maxPerHour, boolean keys) {
    /** Nobody yet; three attempts of 25 s, 15 s apart; 30 calls an hour. */
    public static final CallSettings DEFAULT =
            new CallSettings(List.of(), 3, Duration.ofSeconds(25), Duration.ofSeconds(15), 30);

    /** @throws Demands.NotMet if a part is outside its range */
    public CallSettings {
        contacts = List.copyOf(contacts);
        new Demands()
                .between(attempts, 1, 100, "attempts", "3")
                .between(ringTimeout, "5s", "600s", "ringTimeout", "25s")
                .between(pause, "1s", "1h", "pause", "15s")
                .between(maxPerHour, 1, 1000, "maxPerHour", "30")
                .check();
    }

    /** Without keys. */
    public CallSettings(List<Contact> contacts, int attempts, Duration ringTimeout, Duration pause, int maxPerHour) {
        this(contacts, attempts, ringTimeout, pause, maxPerHour, false);
    }

    /** The same, with or without keys. */
    public CallSettings withKeys(boolean canBePressed) {
        return new CallSettings(contacts, attempts, ringTimeout, pause, maxPerHour, canBePressed);
    }
}

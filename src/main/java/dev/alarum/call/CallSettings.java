package dev.alarum.call;

import java.time.Duration;
import java.util.List;

/**
 * Whom to ring, and how often.
 *
 * @param contacts in calling order, {@code alarum.contact.N.*}
 * @param attempts per contact and round, {@code alarum.call.attempts}
 * @param ringTimeout how long a phone rings, {@code alarum.call.ring-timeout}; 5 s to 600 s
 * @param pause between two attempts, {@code alarum.call.pause}; it doubles after the second round; at least 1 s
 * @param maxPerHour cap on accepted calls in any hour, {@code alarum.call.max-per-hour}; never on the first call of an
 *     incident
 */
public record CallSettings(List<Contact> contacts, int attempts, Duration ringTimeout, Duration pause, int maxPerHour) {
    /** Copies the list. */
    public CallSettings {
        contacts = List.copyOf(contacts);
    }
}

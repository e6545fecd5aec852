package dev.alarum.call;

import dev.alarum.node.Demands;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.ZoneId;
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
 * @param maxPerMonth cap on accepted calls in any 30 days, {@code alarum.call.max-per-month}; 1 to 100,000, never on the
 *     first call of an incident
 * @param stopOnRecovery whether an incident that is over is rung for no more, {@code alarum.call.stop-on-recovery}
 * @param keys whether keys can be pressed, which takes {@code alarum.public-url}: then only a key tells that somebody
 *     was reached, else a human who listened long enough
 * @param providers how many providers carry calls: 2 with {@code alarum.twilio2.*}, else 1
 * @param zone by whose time of day quiet hours are meant: the machine's
 */
public record CallSettings(
        List<Contact> contacts,
        int attempts,
        Duration ringTimeout,
        Duration pause,
        int maxPerHour,
        int maxPerMonth,
        boolean stopOnRecovery,
        boolean keys,
        int providers,
        ZoneId zone) {
    /** So many calls in 30 days: more than 16 hours at the cap of 30 an hour, so that it never bites in one bad night. */
    public static final int DEFAULT_PER_MONTH = 500;

    /** Nobody yet; three attempts of 25 s, 15 s apart; 30 calls an hour, 500 in 30 days. */
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
                .between(maxPerMonth, 1, 100_000, "maxPerMonth", "500")
                .between(providers, 1, 2, "providers", "1")
                .check();
    }

    /** Through one provider and without keys, all else by default. */
    public CallSettings(List<Contact> contacts, int attempts, Duration ringTimeout, Duration pause, int maxPerHour) {
        this(contacts, attempts, ringTimeout, pause, maxPerHour, false);
    }

    /** Through one provider, all else by default. */
    public CallSettings(
            List<Contact> contacts, int attempts, Duration ringTimeout, Duration pause, int maxPerHour, boolean keys) {
        this(
                contacts,
                attempts,
                ringTimeout,
                pause,
                maxPerHour,
                DEFAULT_PER_MONTH,
                true,
                keys,
                1,
                ZoneId.systemDefault());
    }

    /** Whether it is night for that contact. */
    public boolean isQuiet(Contact contact, Moment now) {
        QuietHours quiet = contact.quietHours();
        return quiet != null && quiet.contains(now.wall().atZone(zone).toLocalTime());
    }

    /** Whether there is a contact for whom it is not night. */
    public boolean isAnybodyAwake(Moment now) {
        return contacts.stream().anyMatch(one -> !isQuiet(one, now));
    }

    /** The same, for those people. */
    public CallSettings withContacts(List<Contact> people) {
        return new CallSettings(
                people, attempts, ringTimeout, pause, maxPerHour, maxPerMonth, stopOnRecovery, keys, providers, zone);
    }

    /** The same, with or without keys. */
    public CallSettings withKeys(boolean canBePressed) {
        return new CallSettings(
                contacts,
                attempts,
                ringTimeout,
                pause,
                maxPerHour,
                maxPerMonth,
                stopOnRecovery,
                canBePressed,
                providers,
                zone);
    }

    /** The same, through so many providers. */
    public CallSettings withProviders(int number) {
        return new CallSettings(
                contacts, attempts, ringTimeout, pause, maxPerHour, maxPerMonth, stopOnRecovery, keys, number, zone);
    }

    /** The same, with other bounds on what is rung. */
    public CallSettings bounded(int perHour, int perMonth, boolean untilRecovery) {
        return new CallSettings(
                contacts, attempts, ringTimeout, pause, perHour, perMonth, untilRecovery, keys, providers, zone);
    }

    /** The same, in another place of the world. */
    public CallSettings in(ZoneId there) {
        return new CallSettings(
                contacts,
                attempts,
                ringTimeout,
                pause,
                maxPerHour,
                maxPerMonth,
                stopOnRecovery,
                keys,
                providers,
                there);
    }
}

package dev.alarum.call;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ring next for one incident, and when: each contact {@code attempts} times, then the next contact, then the
 * next round. Where the ladder stands follows from the number of attempts alone, so it survives a restart.
 */
public final class Ladder {
    /**
     * A call that a human answered and listened to for this long counts as reached where no key can be pressed: shorter
     * ones were hung up before the cause was spoken.
     */
    public static final Duration HEARD = Duration.ofSeconds(8);

    /**
     * The longest wait after the provider did not take a call. With the time until a lost order is known to be lost (10 s
     * for its answer, two looks 5 s apart at turns of 2 s, the tick of 1 s) a provider that is back gets its next order
     * within 50 s.
     */
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /** The wait after none of the contacts has a number that the provider rings. */
    public static final Duration NOBODY_CALLABLE = Duration.ofMinutes(1);

    private final CallSettings settings;
    private int attempts;
    private int base;
    private boolean live;
    private int unplacedInARow;
    private int badInARow;
    private final Set<Integer> bad = new HashSet<>();
    private Moment next;

    /**
     * @param attempts how many attempts were made already
     * @param first when the next one may be made
     */
    public Ladder(CallSettings settings, int attempts, Moment first) {
        this.settings = settings;
        this.attempts = attempts;
        this.next = first;
    }

    /** Whether an attempt is due now. */
    public boolean isDue(Moment now) {
        return !live && !settings.contacts().isEmpty() && now.isAtOrAfter(next);
    }

    /** The contact whose turn it is now; null if there is nobody to ring. */
    public @Nullable Contact contact(Moment now) {
        return settings.contacts().isEmpty() ? null : contactAt(place(now));
    }

    /** The place of the next attempt: those of contacts in their quiet hours are passed over. */
    private int place(Moment now) {
        int place = attempts;
        for (int i = 0; i < settings.contacts().size() && isPassedOver(contactAt(place), now); i++) {
            place = (place / settings.attempts() + 1) * settings.attempts();
        }
        return place;
    }

    /** Quiet hours count while there is anybody else to ring. */
    private boolean isPassedOver(Contact contact, Moment now) {
        return isQuiet(contact, now)
                && settings.contacts().stream().anyMatch(one -> !isQuiet(one, now) && !bad.contains(one.order()));
    }

    private boolean isQuiet(Contact contact, Moment now) {
        return settings.isQuiet(contact, now);
    }

    private Contact contactAt(int place) {
        int inRound = place % (settings.contacts().size() * settings.attempts());
        return settings.contacts().get(inRound / settings.attempts());
    }

    /** Whether everybody who is awake had all attempts of the first round. */
    public boolean isRoundOver(Moment now) {
        return place(now) >= settings.contacts().size() * settings.attempts();
    }

    /** Notes that an attempt begins. @return its number, from 1 */
    public int begin(Moment now) {
        live = true;
        attempts = settings.contacts().isEmpty() ? attempts + 1 : place(now) + 1;
        return attempts;
    }

    /** Puts the next attempt off until that moment. */
    public void notBefore(Moment moment) {
        next = moment;
    }

    /** Takes up an attempt that was under way before a restart. */
    public void takeUp() {
        live = true;
    }

    /** Begins anew with the first contact, at that moment. Attempts keep counting. */
    public void restart(Moment first) {
        int perRound = Math.max(1, settings.contacts().size() * settings.attempts());
        attempts = (attempts + perRound - 1) / perRound * perRound;
        base = attempts;
        next = first;
    }

    /**
     * Notes the end of the live attempt that reached nobody.
     *
     * @param elsewhere whether another provider can be asked at once
     */
    public void missed(CallUpdate update, boolean elsewhere, Moment now) {
        live = false;
        switch (update.status()) {
            case NOT_PLACED, REFUSED -> {
                unplacedInARow++;
                next = elsewhere ? now : now.plus(retryPause());
            }
            case BAD_NUMBER -> {
                unplacedInARow++;
                next = elsewhere ? now : now.plus(afterBadNumber(now));
            }
            default -> {
                placed();
                next = now.plus(pause());
            }
        }
    }

    /** The next contact at once, but not for ever round and round. */
    private Duration afterBadNumber(Moment now) {
        bad.add(contactAt(attempts - 1).order());
        toNextContact();
        badInARow++;
        long rung = settings.contacts().stream()
                .filter(one -> !isPassedOver(one, now))
                .count();
        if (badInARow < rung) {
            return Duration.ZERO;
        }
        badInARow = 0;
        return NOBODY_CALLABLE;
    }

    /** Notes that the provider took the live attempt. */
    public void placed() {
        unplacedInARow = 0;
        badInARow = 0;
        if (attempts > 0 && !settings.contacts().isEmpty()) {
            bad.remove(contactAt(attempts - 1).order());
        }
    }

    /** Notes the end of the live attempt that reached somebody. */
    public void reached() {
        live = false;
        unplacedInARow = 0;
        badInARow = 0;
    }

    /** Notes the end of the live attempt in which the next contact was asked for. */
    public void passedOn(Moment now) {
        Contact asked = contactAt(attempts - 1);
        reached();
        toNextContact();
        // who is alone is not rung the moment he hangs up
        next = asked.equals(contact(now)) ? now.plus(pause()) : now;
    }

    /** Takes up where the last attempt before a restart ended all attempts for its contact. */
    public void toNextContact() {
        int perContact = settings.attempts();
        attempts = (attempts + perContact - 1) / perContact * perContact;
    }

    /** Notes that the live attempt was given up before anybody was rung. */
    public void givenUp() {
        live = false;
    }

    /** Whether an attempt is under way. */
    public boolean isLive() {
        return live;
    }

    /** How many attempts were made. */
    public int attempts() {
        return attempts;
    }

    /** How many attempts in a row no provider took. */
    public int unplacedInARow() {
        return unplacedInARow;
    }

    /** Whether the last attempts showed that nobody of the contacts has a number that the provider rings. */
    public boolean isNobodyCallable() {
        return !settings.contacts().isEmpty()
                && bad.size() == settings.contacts().size();
    }

    /**
     * Whether a finished attempt reached a human without a key being pressed: answered by a human who listened for at
     * least {@link #HEARD}.
     */
    public static boolean isHeard(CallUpdate update) {
        return update.status() == CallUpdate.Status.COMPLETED
                && "human".equals(update.answeredBy())
                && update.durationSeconds() >= HEARD.toSeconds();
    }

    private Duration pause() {
        int round = (attempts - base) / Math.max(1, settings.contacts().size() * settings.attempts());
        return round < 2 ? settings.pause() : settings.pause().multipliedBy(2);
    }

    private Duration retryPause() {
        Duration growing = Duration.ofSeconds(1L << Math.min(unplacedInARow, 6));
        return growing.compareTo(LONGEST_RETRY) <= 0 ? growing : LONGEST_RETRY;
    }
}

package dev.alarum.call;

import java.util.Optional;

/** What a key does that is pressed in a call. */
public enum Key {
    /** Somebody sees to it: nobody is rung any more until it grows worse. */
    ACKNOWLEDGE('4'),
    /** Somebody else shall see to it: the next contact is rung. */
    NEXT('5'),
    /** It is settled. */
    CLOSE('6'),
    /** The shutdown of the nodes that the UPS feeds is not to happen in this outage, as far as it has not yet. */
    KEEP_RUNNING('7'),
    /** Those nodes are to be shut down now. */
    SHUT_DOWN('8');

    private final char digit;

    Key(char digit) {
        this.digit = digit;
    }

    /** The digit on the phone. */
    public char digit() {
        return digit;
    }

    /** Whether it decides about the shutdown of nodes, which only a call about the power offers. */
    public boolean isOfPlan() {
        return this == KEEP_RUNNING || this == SHUT_DOWN;
    }

    /** The key of that digit, if it does anything. */
    public static Optional<Key> of(String digits) {
        for (Key key : values()) {
            if (digits.length() == 1 && digits.charAt(0) == key.digit) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}

package dev.alarum.drill;

import java.util.Locale;

/** How far a drill is. */
public enum DrillState {
    /** It goes on. */
    RUNNING,
    /** Every part that is set up works, and somebody answered for it. */
    PASSED,
    /** Some part does not work, or nobody answered for it. */
    MISSED,
    /** A real incident needed the phone. */
    GIVEN_UP;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

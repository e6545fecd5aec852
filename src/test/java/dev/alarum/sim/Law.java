package dev.alarum.sim;

import java.util.List;

/** One law of the design, as far as a chronicle can show that it was broken. */
interface Law {
    /** Every time it was broken. */
    List<Violation> broken(Truth truth, Excuses excuses);
}

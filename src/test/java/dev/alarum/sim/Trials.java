package dev.alarum.sim;

/** Many scripts tried, as whoever holds no class of ours can ask for it. */
public final class Trials {
    private Trials() {}

    /**
     * The first of the seeds from 1 on in whose script a law is broken or the core fails; 0 if there is none.
     *
     * @param ofCalls whether it is to be a script about the calls
     */
    public static long firstBroken(long seeds, boolean ofCalls) {
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                Script script = ofCalls ? Scripts.ofCalls(seed) : Scripts.of(seed);
                if (!Trial.of(script).violations().isEmpty()) {
                    return seed;
                }
            } catch (IllegalStateException | IllegalArgumentException e) {
                return seed;
            }
        }
        return 0;
    }
}

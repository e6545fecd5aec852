package dev.alarum.sim;

/** Many scripts tried, as whoever holds no class of ours can ask for it. */
public final class Trials {
    private Trials() {}

    /**
     * The first of the seeds from 1 on in whose script a law is broken or the core fails; 0 if there is none.
     *
     * @param kind the name of the {@link Scripts.Kind}
     */
    public static long firstBroken(long seeds, String kind) {
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                if (!Trial.of(Scripts.Kind.valueOf(kind).of(seed)).violations().isEmpty()) {
                    return seed;
                }
            } catch (IllegalStateException | IllegalArgumentException e) {
                return seed;
            }
        }
        return 0;
    }
}

package dev.alarum.sim;

/**
 * Between which bounds the mean of a Poisson count lies, given one count (after Wilson and Hilferty, within 1 % of the
 * exact bounds from a count of 1 on).
 *
 * @param low the lower bound
 * @param high the upper bound
 */
record CountInterval(double low, double high) {
    /** Wrong in 1 of 20. */
    static final double NORMAL_95 = 1.959964;

    /** Wrong in 1 of 10,000. */
    static final double NORMAL_9999 = 3.890592;

    /**
     * The bounds that leave out as much as a normal distribution does beyond that many standard deviations.
     *
     * @param count what was counted
     */
    static CountInterval of(long count, double normal) {
        double low = count == 0 ? 0 : count * Math.pow(1 - 1 / (9.0 * count) - normal / (3 * Math.sqrt(count)), 3);
        double above = count + 1.0;
        double high = above * Math.pow(1 - 1 / (9 * above) + normal / (3 * Math.sqrt(above)), 3);
        return new CountInterval(low, high);
    }

    /** Whether that mean may be the true one. */
    boolean holds(double mean) {
        return low <= mean && mean <= high;
    }

    /** Both bounds for another unit. */
    CountInterval times(double factor) {
        return new CountInterval(low * factor, high * factor);
    }
}

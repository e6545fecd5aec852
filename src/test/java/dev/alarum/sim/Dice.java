package dev.alarum.sim;

/**
 * Chance without a state: the same question always gets the same answer, so that a fault taken out of a script leaves
 * everything else as it was.
 */
record Dice(long seed) {
    /** A number from 0 to {@code bound - 1}, for that machine's that message and that purpose. */
    long roll(long machine, long message, int purpose, long bound) {
        long mixed = mix(seed + mix(machine + mix(message * 64 + purpose)));
        return Long.remainderUnsigned(mixed, bound);
    }

    boolean isHit(long machine, long message, int purpose, int percent) {
        return roll(machine, message, purpose, 100) < percent;
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

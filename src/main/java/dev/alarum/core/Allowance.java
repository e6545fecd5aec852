package dev.alarum.core;

/** So many at once, and then one more each time a while has passed. */
final class Allowance {
    private final int burst;
    private final long refillMillis;
    private long left;
    private long filledAt;

    /**
     * @param burst how many at once
     * @param refillMillis after how many ms there is one more
     * @param now ms on the clock by which it is asked
     */
    Allowance(int burst, long refillMillis, long now) {
        this.burst = burst;
        this.refillMillis = refillMillis;
        this.left = burst;
        this.filledAt = now;
    }

    boolean isLeft(long now) {
        long more = (now - filledAt) / refillMillis;
        if (more > 0) {
            left = Math.min(burst, left + more);
            filledAt += more * refillMillis;
        }
        return left > 0;
    }

    void take() {
        left--;
    }
}

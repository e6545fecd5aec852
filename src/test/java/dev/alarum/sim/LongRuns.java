package dev.alarum.sim;

import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Independent losses with the dull stretches left out: between two long runs of lost beats lie a few received ones,
 * instead of the hours in which only short runs come, which change nothing in the hub. So what happens once in years
 * happens often enough to be counted.
 */
final class LongRuns implements BooleanSupplier {
    /** Received beats that stand for a stretch. */
    private static final int STRETCH = 20;

    private final double probability;
    private final int longRun;
    private final RandomGenerator random;
    private long received;
    private long lost;
    private double stoodFor;

    /**
     * @param probability of losing a beat
     * @param longRun how many lost beats in a row are a long run
     */
    LongRuns(double probability, int longRun, RandomGenerator random) {
        this.probability = probability;
        this.longRun = longRun;
        this.random = random;
    }

    @Override
    public boolean getAsBoolean() {
        if (received == 0 && lost == 0) {
            begin();
        }
        if (received > 0) {
            received--;
            return false;
        }
        lost--;
        return true;
    }

    private void begin() {
        received = STRETCH;
        lost = longRun;
        while (random.nextDouble() < probability) {
            lost++;
        }
        // each received beat begins a run; one run in so many is long
        double runs = 1 / Math.pow(probability, longRun);
        stoodFor += runs / (1 - probability);
    }

    /** How many beats, lost and received, would have been sent on average in the time that this stands for. */
    double stoodFor() {
        return stoodFor;
    }
}

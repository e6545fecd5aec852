package dev.alarum.sim;

import java.util.random.RandomGenerator;

/**
 * How beats are lost on one way, each second one beat. Two states, good and bad, each with its own probability of loss
 * (Gilbert and Elliott); with both the same, every beat is lost independently.
 *
 * @param toBad probability of turning from good to bad between two beats
 * @param toGood probability of turning from bad to good between two beats
 * @param inGood probability of losing a beat in the good state
 * @param inBad probability of losing a beat in the bad state
 */
record Loss(double toBad, double toGood, double inGood, double inBad) {
    /** Each beat is lost with that probability, whatever became of the others. */
    static Loss independent(double probability) {
        return new Loss(0.5, 0.5, probability, probability);
    }

    /**
     * Bursts of a mean length in beats, in which each beat is lost with that probability; nothing is lost between them.
     *
     * @param overall the share of all beats that is lost
     */
    static Loss bursts(double overall, double meanBurst, double inBurst) {
        double bad = overall / inBurst;
        double toGood = 1 / meanBurst;
        return new Loss(toGood * bad / (1 - bad), toGood, 0, inBurst);
    }

    /** The share of time in the bad state. */
    double bad() {
        return toBad / (toBad + toGood);
    }

    /**
     * How often a run of at least so many lost beats begins, per beat: that one is received (which ends the run before)
     * and all of the next ones are lost.
     */
    double runsPerBeat(int lost) {
        double good = (1 - bad()) * (1 - inGood);
        double bad = bad() * (1 - inBad);
        for (int beat = 0; beat < lost; beat++) {
            double nextGood = good * (1 - toBad) + bad * toGood;
            double nextBad = good * toBad + bad * (1 - toGood);
            good = nextGood * inGood;
            bad = nextBad * inBad;
        }
        return good + bad;
    }

    /** Which beats of one sender are lost. */
    Way way(RandomGenerator random) {
        return new Way(random);
    }

    /** One way, whose state goes on from beat to beat. */
    final class Way {
        private final RandomGenerator random;
        private boolean isBad;

        private Way(RandomGenerator random) {
            this.random = random;
            this.isBad = random.nextDouble() < bad();
        }

        /** Whether the next beat is lost. */
        boolean loses() {
            isBad = isBad ? random.nextDouble() >= toGood : random.nextDouble() < toBad;
            return random.nextDouble() < (isBad ? inBad : inGood);
        }
    }
}

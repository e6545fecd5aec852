package dev.alarum.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a record demands of its components. All that is not met is told together, by {@link #check()}. */
public final class Demands {
    private final List<Unmet> unmet = new ArrayList<>();

    /**
     * A demand that was not met.
     *
     * @param component the record's component
     * @param rule what would be right, as an instruction
     * @param example a right value as written in the settings
     */
    public record Unmet(String component, String rule, String example) {
        @Override
        public String toString() {
            return component + ": " + rule + ", for instance " + example;
        }
    }

    /** Components of a record that are not as demanded. The values themselves are not repeated: one may be secret. */
    public static final class NotMet extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final transient List<Unmet> unmet;

        private NotMet(List<Unmet> unmet) {
            super(String.join("; ", unmet.stream().map(Unmet::toString).toList()));
            this.unmet = List.copyOf(unmet);
        }

        /** All of them, in the record's order. */
        public List<Unmet> unmet() {
            return unmet;
        }
    }

    /** Demands that this holds. */
    public Demands that(boolean met, String component, String rule, String example) {
        if (!met) {
            unmet.add(new Unmet(component, rule, example));
        }
        return this;
    }

    /** Demands a duration between the two, both allowed. */
    public Demands between(Duration value, String least, String most, String component, String example) {
        boolean met = value.compareTo(Durations.parse(least)) >= 0 && value.compareTo(Durations.parse(most)) <= 0;
        return that(met, component, "give " + least + " to " + most, example);
    }

    /** Demands a number between the two, both allowed. */
    public Demands between(double value, int least, int most, String component, String example) {
        return that(value >= least && value <= most, component, "give " + least + " to " + most, example);
    }

    /** @throws NotMet if any demand was not met */
    public void check() {
        if (!unmet.isEmpty()) {
            throw new NotMet(unmet);
        }
    }
}

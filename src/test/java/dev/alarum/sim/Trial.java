package dev.alarum.sim;

import java.util.List;
import java.util.function.Function;

/**
 * One script tried.
 *
 * @param script what was played
 * @param chronicle what happened
 * @param violations the laws that were broken, the earliest first
 */
public record Trial(Script script, Chronicle chronicle, List<Violation> violations) {
    private static final int RUNS = 250;

    /** Plays a script around the real core and holds it against the laws. */
    public static Trial of(Script script) {
        Chronicle chronicle = Simulation.run(script);
        return new Trial(script, chronicle, Laws.check(chronicle));
    }

    /** As {@link #of}, but nodes beat more rarely where nothing happens, as {@link Calm} says. */
    static Trial ofLong(Script script) {
        try (CoreHub hub = new CoreHub(script.house().settings())) {
            Chronicle chronicle = Simulation.run(script, hub, Calm.of(script));
            return new Trial(script, chronicle, Laws.check(chronicle));
        }
    }

    /** How long all its nodes were watched, in node-milliseconds. */
    public long nodeMillis() {
        return chronicle.end()
                * script.house().places().stream().mapToLong(House.Place::nodes).sum();
    }

    /** The script as small as it still breaks the first law that this one broke. */
    public Script shrunk(Function<Script, Trial> tries) {
        String law = violations.get(0).law();
        return new Shrinker(
                        smaller -> tries.apply(smaller).violations().stream()
                                .anyMatch(one -> one.law().equals(law)),
                        RUNS)
                .shrink(script);
    }

    /** All that is needed to look into it: the seed, what was broken, and the shrunk script. */
    public String report() {
        StringBuilder text = new StringBuilder("seed " + script.seed() + " breaks " + violations.size() + " laws\n");
        violations.forEach(one -> text.append("  ").append(one).append('\n'));
        return text.append("shrunk script:\n").append(shrunk(Trial::of)).toString();
    }
}

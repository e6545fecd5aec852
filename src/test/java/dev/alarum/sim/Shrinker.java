package dev.alarum.sim;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a script that breaks a law as small as it still breaks it: fewer faults first, then shorter ones. */
final class Shrinker {
    private static final List<String> LENGTHS = List.of("lasts", "lingers", "late", "each", "every", "most");
    private static final long SHORTEST = 1_000;

    private final Predicate<Script> breaks;
    private int runsLeft;

    /**
     * @param breaks whether a script still breaks the law
     * @param runs how many scripts may be tried at most
     */
    Shrinker(Predicate<Script> breaks, int runs) {
        this.breaks = breaks;
        this.runsLeft = runs;
    }

    Script shrink(Script script) {
        Script smaller = shorter(script);
        smaller = fewer(smaller);
        for (int i = 0; i < smaller.faults().size(); i++) {
            smaller = shorter(smaller, i);
        }
        return shorter(smaller);
    }

    private boolean breaks(Script script) {
        runsLeft--;
        return runsLeft >= 0 && breaks.test(script);
    }

    /** Delta debugging: leaves out half of the faults, a quarter, and so on to single ones. */
    private Script fewer(Script script) {
        Script best = script;
        int size = Math.max(1, best.faults().size() / 2);
        while (size >= 1 && runsLeft > 0) {
            boolean found = false;
            for (int from = 0; from < best.faults().size(); from += size) {
                List<Fault> rest = new ArrayList<>(best.faults());
                rest.subList(from, Math.min(rest.size(), from + size)).clear();
                Script smaller = best.with(rest);
                if (breaks(smaller)) {
                    best = smaller;
                    found = true;
                    from -= size;
                }
            }
            size = found ? Math.min(size, Math.max(1, best.faults().size() / 2)) : size / 2;
        }
        return best;
    }

    private Script shorter(Script script, int index) {
        Script best = script;
        for (RecordComponent part : script.faults().get(index).getClass().getRecordComponents()) {
            if (LENGTHS.contains(part.getName())) {
                best = shorter(best, index, part);
            }
        }
        return best;
    }

    private Script shorter(Script script, int index, RecordComponent part) {
        Script best = script;
        long length = ScriptText.number(best.faults().get(index), part);
        while (length > SHORTEST) {
            length /= 2;
            List<Fault> faults = new ArrayList<>(best.faults());
            faults.set(index, ScriptText.with(faults.get(index), part.getName(), length));
            Script shorter = best.with(faults);
            if (!breaks(shorter)) {
                break;
            }
            best = shorter;
        }
        return best;
    }

    /** Ends the script soon after the begin of its last fault, if it still breaks the law then. */
    private Script shorter(Script script) {
        Script best = script;
        for (long rest = 60_000; rest < script.lasts(); rest *= 4) {
            long last = script.faults().stream().mapToLong(Fault::at).max().orElse(0);
            Script shorter = new Script(script.seed(), script.house(), last + rest, script.faults());
            if (shorter.lasts() < best.lasts() && breaks(shorter)) {
                return shorter;
            }
        }
        return best;
    }
}

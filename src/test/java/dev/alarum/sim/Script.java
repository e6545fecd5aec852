package dev.alarum.sim;

import java.util.List;

/**
 * All that happens in one simulation. The same script always gives the same chronicle.
 *
 * @param seed what is drawn by chance in the simulation (latencies, which beats are lost) follows from it
 * @param house who is there, and by which settings the hub decides
 * @param lasts how long, in ms; the simulation goes on for a while after it, undisturbed, so that everything ends
 * @param faults what happens, in any order
 */
public record Script(long seed, House house, long lasts, List<Fault> faults) {
    /** Copies the faults. */
    public Script {
        faults = List.copyOf(faults);
    }

    /** The same with other faults. */
    public Script with(List<Fault> others) {
        return new Script(seed, house, lasts, others);
    }

    /** In a form that {@link ScriptText#parse} reads. */
    @Override
    public String toString() {
        return ScriptText.print(this);
    }
}

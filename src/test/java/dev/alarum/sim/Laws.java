package dev.alarum.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The laws of the design, held against the truth of a chronicle. */
public final class Laws {
    private static final List<Law> ALL = List.of(
            new NoLostAlarm(),
            new LadderGoesOn(),
            new NoFalseCall(),
            new FewCalls(),
            new CarefulShutdown(),
            new Loudness(),
            new WaysOut(),
            new KeptCaps(),
            new GentleAsking(),
            new QuietNights(),
            new NextContact(),
            new DrillsGiveWay());

    private Laws() {}

    /** Every breach of a law, the earliest first. */
    public static List<Violation> check(Chronicle chronicle) {
        Truth truth = new Truth(chronicle);
        Excuses excuses = new Excuses(truth);
        List<Violation> found = new ArrayList<>();
        ALL.forEach(law -> found.addAll(law.broken(truth, excuses)));
        found.sort(Comparator.comparingLong(Violation::at));
        return found;
    }
}

package dev.alarum.sim;

import dev.alarum.call.CallUpdate.Status;
import dev.alarum.sim.Chronicle.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Laws 1 and 8: a hub that was blinded on purpose does not say UP; one whose calls nobody takes says DOWN; one that is well
 * never says that its detector is dead, since systemd would start it anew.
 */
final class Loudness implements Law {
    private static final long BLIND = 25_000;
    private static final long WELL = 90_000;
    /** The status is looked at every 20 s. */
    private static final long LOOK = 21_000;

    @Override
    public List<Violation> broken(Truth truth, Excuses excuses) {
        List<Violation> found = new ArrayList<>();
        Chronicle chronicle = truth.chronicle();
        for (Entry<Happening.Begins> entry : chronicle.of(Happening.Begins.class)) {
            if (entry.what().fault() instanceof Fault.Suspend suspend
                    && suspend.flows().contains("tick")) {
                long ends = Math.min(suspend.ends(), chronicle.script().lasts());
                boolean disturbed = truth.gone().and(truth.still()).touches(suspend.at() - 1, ends);
                if (!disturbed
                        && ends - suspend.at() > BLIND + LOOK
                        && saysOnly("UP", suspend.at() + BLIND, ends, truth)) {
                    found.add(new Violation("law 8 blind and UP", suspend.at(), "tick suspended"));
                }
            }
        }
        refused(truth, found);
        for (Entry<Happening.Tells> told : chronicle.of(Happening.Tells.class)) {
            if (told.what().code().equals("canary-missed")
                    && !truth.notJudging().touches(told.at() - WELL, told.at())) {
                found.add(new Violation("law 8 canary missed by a hub that is well", told.at(), "canary-missed"));
            }
        }
        return found;
    }

    private static void refused(Truth truth, List<Violation> found) {
        List<Entry<Happening.Heard>> ends = truth.chronicle().of(Happening.Heard.class).stream()
                .filter(heard -> heard.what().update().status().isFinal())
                .toList();
        // with a second provider one more failure leaves no doubt
        int needed = 1 + truth.house().calling().providers();
        for (int i = needed; i < ends.size(); i++) {
            long from = ends.get(i - 1).at();
            long to = ends.get(i).at();
            boolean inARow = ends.subList(i - needed, i + 1).stream()
                            .allMatch(end -> isNotTaken(end.what().update().status())
                                    && end.what().update().incident()
                                            == ends.get(0).what().update().incident())
                    && !truth.gone()
                            .and(truth.anySuspended())
                            .touches(ends.get(i - needed).at(), to);
            if (inARow && to - from > LOOK && !truth.notJudging().touches(from, to) && !says("DOWN", from, to, truth)) {
                found.add(new Violation("law 1 cannot call and not DOWN", to, "no call in a row of them was taken"));
            }
        }
    }

    private static boolean isNotTaken(Status status) {
        return status == Status.NOT_PLACED || status == Status.REFUSED;
    }

    private static boolean says(String health, long from, long to, Truth truth) {
        return healths(from, to, truth).contains(health);
    }

    private static boolean saysOnly(String health, long from, long to, Truth truth) {
        return healths(from, to, truth).stream().allMatch(health::equals);
    }

    /** What the hub said of itself within that time, and when it began. */
    private static List<String> healths(long from, long to, Truth truth) {
        List<String> all = new ArrayList<>();
        String before = "";
        for (Entry<Happening.Health> entry : truth.chronicle().of(Happening.Health.class)) {
            if (entry.at() < from) {
                before = entry.what().health();
            } else if (entry.at() <= to) {
                all.add(entry.what().health());
            }
        }
        all.add(0, before);
        return all;
    }
}

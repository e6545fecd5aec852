package dev.alarum.replay;

import dev.alarum.call.CallUpdate;
import dev.alarum.core.CoreSettings;
import dev.alarum.incident.Cause;
import dev.alarum.store.Past;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.IncidentRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which calls a hub with other settings would have made in a recorded time, beside those that were made. */
public final class Backtest {
    private static final String NOT_WANTED = CallUpdate.Status.NOT_WANTED.word();

    /** A timeout is at most an hour: further apart two alarms are not about the same silence. */
    private static final long NEAR = Duration.ofMinutes(65).toMillis();

    private final Past past;
    private final Timeline timeline;

    private Backtest(Past past, Timeline timeline) {
        this.past = past;
        this.timeline = timeline;
    }

    /**
     * Reads the record.
     *
     * @throws IllegalArgumentException if nothing is recorded, or it cannot be read
     */
    public static Backtest of(Past past) {
        Timeline timeline = Timeline.of(past);
        if (timeline.runs().isEmpty()) {
            throw new IllegalArgumentException("nothing is recorded");
        }
        return new Backtest(past, timeline);
    }

    /** The shortest silence that is recorded in all of that time: a shorter timeout cannot be replayed. */
    public Duration resolution() {
        return timeline.resolution();
    }

    /** How many gaps were only counted, since there were too many; each is shorter than one that is recorded. */
    public long thinned() {
        return timeline.thinned();
    }

    /**
     * For how long the hub ran within a time: of the rest nothing is known.
     *
     * @param since in ms since 1970
     * @param until its end
     */
    public Duration ran(long since, long until) {
        long sum = 0;
        for (Run run : timeline.runs()) {
            sum += Math.max(0, Math.min(run.until(), until) - Math.max(run.from(), since));
        }
        return Duration.ofMillis(sum);
    }

    /**
     * Replays it.
     *
     * @param since in ms since 1970: alarms from then on
     * @param until to then
     * @return in order of time
     */
    public List<Outcome> outcomes(CoreSettings settings, long since, long until) {
        List<Outcome> outcomes = matched(replayed(settings), real());
        outcomes.removeIf(one -> one.alarm().at() < since || one.alarm().at() > until);
        outcomes.sort(Comparator.comparingLong(one -> one.alarm().at()));
        return List.copyOf(outcomes);
    }

    /** Each with the one nearest to it in time; a pair that is nearer together goes first. */
    private static List<Outcome> matched(List<Alarm> replayed, List<Alarm> real) {
        List<Outcome> pairs = new ArrayList<>();
        for (Alarm one : replayed) {
            real.stream()
                    .filter(other -> isAboutTheSame(one, other))
                    .forEach(other -> pairs.add(new Outcome(one, other)));
        }
        pairs.sort(Comparator.comparingLong(Outcome::apart));
        Set<Alarm> newOnes = new LinkedHashSet<>(replayed);
        Set<Alarm> missing = new LinkedHashSet<>(real);
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome pair : pairs) {
            if (newOnes.contains(pair.replayed()) && missing.contains(pair.real())) {
                newOnes.remove(pair.replayed());
                missing.remove(pair.real());
                outcomes.add(pair);
            }
        }
        newOnes.forEach(alarm -> outcomes.add(new Outcome(alarm, null)));
        missing.forEach(alarm -> outcomes.add(new Outcome(null, alarm)));
        return outcomes;
    }

    private List<Alarm> replayed(CoreSettings settings) {
        Map<Long, Alarm> alarms = new TreeMap<>();
        for (ReplayedCall call : Replay.calls(settings, timeline, past)) {
            alarms.merge(
                    call.incident(),
                    new Alarm(
                            call.at(),
                            call.incident(),
                            call.cause(),
                            call.site(),
                            call.nodes(),
                            call.firstSilence(),
                            1),
                    Backtest::joined);
        }
        return List.copyOf(alarms.values());
    }

    private static Alarm joined(Alarm first, Alarm next) {
        return new Alarm(
                first.at(),
                first.incident(),
                next.cause(),
                first.site(),
                next.nodes(),
                first.firstSilence(),
                first.calls() + next.calls());
    }

    private List<Alarm> real() {
        List<Alarm> alarms = new ArrayList<>();
        for (IncidentRow incident : past.incidents()) {
            List<AttemptRow> attempts = past.attempts().stream()
                    .filter(row ->
                            row.incident() == incident.id() && !row.status().equals(NOT_WANTED))
                    .toList();
            // a replay holds no drills
            boolean isDrill = incident.cause().equals(Cause.DRILL.word());
            if (!attempts.isEmpty() && !isDrill) {
                alarms.add(new Alarm(
                        attempts.stream().mapToLong(AttemptRow::at).min().orElseThrow(),
                        incident.id(),
                        Cause.valueOf(incident.cause().toUpperCase(Locale.ROOT)),
                        incident.site(),
                        Arrays.stream(incident.nodes().split(","))
                                .filter(name -> !name.isEmpty())
                                .toList(),
                        -1,
                        attempts.size()));
            }
        }
        return alarms;
    }

    private static boolean isAboutTheSame(Alarm one, Alarm other) {
        boolean watch = one.cause() == Cause.WATCH || other.cause() == Cause.WATCH;
        boolean nodes =
                one.nodes().isEmpty() || other.nodes().isEmpty() || !Collections.disjoint(one.nodes(), other.nodes());
        return one.site().equalsIgnoreCase(other.site())
                && Math.abs(one.at() - other.at()) <= NEAR
                && (watch ? one.cause() == other.cause() : nodes);
    }
}

package dev.alarum.core;

import static dev.alarum.core.StatusDesk.problem;

import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each desk its turn at a tick. One that fails keeps none of the others from theirs: whoever phones must not fall
 * silent because a plan cannot be read. It does not pass for well either.
 */
class Turns {
    /** A desk that fails at every tick is logged so often. */
    static final Duration LOGGED_AGAIN = Duration.ofMinutes(1);

    /** Those without which a failure is not found, or nobody is rung for it. */
    static final Set<String> DETECTING = Set.of("guard", "canary", "own-way", "roster", "incidents", "calls");

    /** Those without which an outage shuts nothing down. */
    static final Set<String> SHUTTING_DOWN = Set.of("power", "plans");

    private static final Logger LOGGER = LoggerFactory.getLogger(Turns.class);

    /** The desks that failed at their last turn, and since when they do. */
    private final Map<String, Moment> failing = new TreeMap<>();

    private final Map<String, Moment> logged = new HashMap<>();

    /** That desk's turn. */
    void of(String desk, Consumer<Moment> turn, Moment now) {
        try {
            turn.accept(now);
            failing.remove(desk);
        } catch (RuntimeException | Error e) {
            failing.putIfAbsent(desk, now);
            if (isToBeLogged(desk, now)) {
                LOGGER.error("event=tick-failed desk={} reason=\"{}\"", desk, e.toString());
                LOGGER.debug("event=tick-failed desk={}", desk, e);
            }
        }
    }

    private boolean isToBeLogged(String desk, Moment now) {
        Moment before = logged.get(desk);
        boolean due = before == null || now.since(before).compareTo(LOGGED_AGAIN) >= 0;
        if (due) {
            logged.put(desk, now);
        }
        return due;
    }

    /** Those that failed at their last turn. */
    Set<String> failing() {
        return Set.copyOf(failing.keySet());
    }

    /** Whether one of those desks has failed at every tick for too long for the detector. */
    boolean areFailing(Set<String> desks, Moment now) {
        return failing.entrySet().stream()
                .anyMatch(one -> desks.contains(one.getKey())
                        && now.since(one.getValue()).compareTo(Watching.BLIND) > 0);
    }

    void problems(List<ProblemView> found) {
        failing.forEach((desk, since) -> found.add(
                problem("tick-failed", desk, "The hub fails at every tick in what " + desk + " does", since)));
    }
}

package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.role.HubParts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.camel.component.timer.TimerComponent;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.spi.annotations.Component;

/** The component {@code timer} without threads: each keeps to the grid as the hub's own timers do, when told to. */
@Component("timer")
public final class HandTimers extends TimerComponent {
    private final Moments time;
    private final Map<TimerConsumer, HandTimer> timers = new LinkedHashMap<>();

    /** Timers that go by this clock. */
    public HandTimers(Moments time) {
        this.time = time;
    }

    /** Runs each timer whose time has come, once. */
    public void runDue() {
        List.copyOf(timers.values()).forEach(HandTimer::runIfDue);
    }

    /** Runs the timer of that name now. */
    void fire(String name) {
        timers.entrySet().stream()
                .filter(timer -> timer.getKey().getTimerName().equals(name))
                .toList()
                .forEach(timer -> timer.getValue().fire());
    }

    @Override
    public Timer getTimer(TimerConsumer consumer) {
        return timers.computeIfAbsent(consumer, one -> new HandTimer());
    }

    @Override
    public void removeTimer(TimerConsumer consumer) {
        timers.remove(consumer);
    }

    private final class HandTimer extends Timer {
        private TimerTask task;
        private Moment due;
        private long period;

        HandTimer() {
            super("unused", true);
            super.cancel();
        }

        void runIfDue() {
            Moment now = time.now();
            if (task == null || !now.isAtOrAfter(due)) {
                return;
            }
            fire();
            long next = HubParts.tickAfter(due.nanos(), period, now.nanos());
            due = due.plus(Duration.ofNanos(next - due.nanos()));
        }

        void fire() {
            task.run();
        }

        @Override
        public void scheduleAtFixedRate(TimerTask task, long delay, long period) {
            this.task = task;
            this.due = time.now().plus(Duration.ofMillis(delay));
            this.period = Duration.ofMillis(period).toNanos();
        }

        @Override
        public void schedule(TimerTask task, long delay, long period) {
            scheduleAtFixedRate(task, delay, period);
        }

        @Override
        public void cancel() {
            task = null;
        }
    }
}

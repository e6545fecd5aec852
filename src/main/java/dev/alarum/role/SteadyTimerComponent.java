package dev.alarum.role;

import java.util.Map;
import java.util.Timer;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.timer.TimerComponent;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.spi.annotations.Component;

/** The component {@code timer} of every role: each flow that begins with one gets a {@link SteadyTimer} of its own. */
// Camel finds what reads durations such as 2s by this name, which a subclass does not inherit
@Component(SteadyTimerComponent.NAME)
final class SteadyTimerComponent extends TimerComponent {
    /** The name under which Camel looks for it. */
    static final String NAME = "timer";

    private final Map<TimerConsumer, SteadyTimer> timers = new ConcurrentHashMap<>();

    @Override
    public Timer getTimer(TimerConsumer consumer) {
        return timers.computeIfAbsent(
                consumer, one -> new SteadyTimer("timer-" + one.getEndpoint().getTimerName()));
    }

    @Override
    public void removeTimer(TimerConsumer consumer) {
        SteadyTimer timer = timers.remove(consumer);
        if (timer != null) {
            timer.cancel();
        }
    }
}

package dev.alarum.role;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer for camel-timer that goes by the monotonic clock, keeps its phase and skips what it missed.
 *
 * <p>Java's own goes by the wall clock: set back by an hour it is silent for an hour, set forward or frozen it makes up
 * every missed run at once. This one serves one repeated task; scheduling another replaces it.
 */
public final class SteadyTimer extends Timer {
    private static final Logger LOGGER = LoggerFactory.getLogger(SteadyTimer.class);

    private final String name;
    private final AtomicReference<@Nullable Thread> ticking = new AtomicReference<>();

    /** A timer whose thread carries that name. */
    public SteadyTimer(String name) {
        super(name + "-unused", true);
        super.cancel();
        this.name = name;
    }

    @Override
    public void scheduleAtFixedRate(TimerTask task, long delay, long period) {
        Thread thread = new Thread(() -> tick(task, Duration.ofMillis(delay), Duration.ofMillis(period)), name);
        thread.setDaemon(true);
        replaceBy(thread);
        thread.start();
    }

    @Override
    public void schedule(TimerTask task, long delay, long period) {
        scheduleAtFixedRate(task, delay, period);
    }

    @Override
    public void cancel() {
        replaceBy(null);
    }

    private void replaceBy(@Nullable Thread thread) {
        Thread former = ticking.getAndSet(thread);
        if (former != null) {
            LockSupport.unpark(former);
        }
    }

    private void tick(TimerTask task, Duration delay, Duration period) {
        long step = period.toNanos();
        long due = System.nanoTime() + delay.toNanos();
        while (waitsUntil(due)) {
            run(task);
            due = after(due, step, System.nanoTime());
        }
    }

    /** The next time on the grid that lies at least half a period ahead: a late run has no follower at its heels. */
    static long after(long due, long step, long now) {
        long late = Math.max(0, now - due);
        return due + ((late + step / 2) / step + 1) * step;
    }

    private boolean waitsUntil(long due) {
        while (ticking.get() == Thread.currentThread()) {
            long left = due - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }

    private static void run(TimerTask task) {
        try {
            task.run();
        } catch (Throwable e) {
            // an Error must not end what everything else relies on
            LOGGER.error("event=timer-run-failed reason=\"{}\"", e.toString());
        }
    }
}

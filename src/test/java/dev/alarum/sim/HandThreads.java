package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/**
 * Camel's threads, replaced by the one that calls: what is handed to a pool runs at once, what is scheduled runs when
 * its virtual time has come and somebody says {@link #runDue()}.
 */
final class HandThreads implements ThreadPoolFactory {
    private final Moments time;
    private final List<Task> tasks = new ArrayList<>();

    HandThreads(Moments time) {
        this.time = time;
    }

    /** Runs each scheduled task whose time has come, once. */
    void runDue() {
        for (Task task : List.copyOf(tasks)) {
            if (task.isDone()) {
                tasks.remove(task);
            } else if (time.now().isAtOrAfter(task.due)) {
                task.fire();
            }
        }
    }

    /** Runs each scheduled task once, whether or not its time has come. */
    void runAll() {
        for (Task task : List.copyOf(tasks)) {
            if (task.isDone()) {
                tasks.remove(task);
            } else {
                task.fire();
            }
        }
    }

    @Override
    public ExecutorService newCachedThreadPool(ThreadFactory names) {
        return new SynchronousExecutorService();
    }

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory names) {
        return new SynchronousExecutorService();
    }

    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory names) {
        return new Scheduler();
    }

    /** As {@link java.util.concurrent.ScheduledThreadPoolExecutor}: a task that throws is never run again. */
    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final Duration period;
        private final boolean fixedRate;
        private Moment due;

        Task(Callable<Object> work, Duration delay, Duration period, boolean fixedRate) {
            super(work);
            this.due = time.now().plus(delay);
            this.period = period;
            this.fixedRate = fixedRate;
        }

        void fire() {
            if (period.isZero()) {
                run();
            } else if (runAndReset()) {
                due = (fixedRate ? due : time.now()).plus(period);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due.since(time.now()));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final class Scheduler extends SynchronousExecutorService implements ScheduledExecutorService {
        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return add(work, Duration.of(delay, unit.toChronoUnit()), Duration.ZERO, false);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
            Task task =
                    new Task((Callable<Object>) work, Duration.of(delay, unit.toChronoUnit()), Duration.ZERO, false);
            tasks.add(task);
            return (ScheduledFuture<V>) task;
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long delay, long period, TimeUnit unit) {
            return add(work, Duration.of(delay, unit.toChronoUnit()), Duration.of(period, unit.toChronoUnit()), true);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
            return add(work, Duration.of(delay, unit.toChronoUnit()), Duration.of(pause, unit.toChronoUnit()), false);
        }

        private Task add(Runnable work, Duration delay, Duration period, boolean fixedRate) {
            Callable<Object> call = () -> {
                work.run();
                return this;
            };
            Task task = new Task(call, delay, period, fixedRate);
            tasks.add(task);
            return task;
        }
    }
}

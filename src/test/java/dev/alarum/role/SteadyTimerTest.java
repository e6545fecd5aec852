package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteadyTimerTest {
    private static final long PERIOD = 1_000;

    @Test
    void keeps_its_phase_though_a_run_begins_late() {
        assertThat(SteadyTimer.after(5_000, PERIOD, 5_000)).isEqualTo(6_000);
        assertThat(SteadyTimer.after(5_000, PERIOD, 5_300)).isEqualTo(6_000);
    }

    @Test
    void leaves_half_a_period_after_a_late_run() {
        assertThat(SteadyTimer.after(5_000, PERIOD, 5_600)).isEqualTo(7_000);
    }

    @Test
    void skips_what_a_freeze_swallowed() {
        assertThat(SteadyTimer.after(5_000, PERIOD, 65_200)).isEqualTo(66_000);
        assertThat(SteadyTimer.after(5_000, PERIOD, 65_900)).isEqualTo(67_000);
    }

    @Test
    void runs_again_and_again_even_after_a_run_that_failed() {
        AtomicInteger runs = new AtomicInteger();
        SteadyTimer timer = new SteadyTimer("test");

        timer.scheduleAtFixedRate(task(runs), 0, 20);

        await().until(() -> runs.get() >= 5);
        timer.cancel();
    }

    @Test
    void a_new_task_replaces_the_old_one() {
        AtomicInteger old = new AtomicInteger();
        AtomicInteger fresh = new AtomicInteger();
        SteadyTimer timer = new SteadyTimer("test");
        timer.scheduleAtFixedRate(task(old), 0, 20);
        await().until(() -> old.get() >= 2);

        timer.scheduleAtFixedRate(task(fresh), 0, 20);
        await().until(() -> fresh.get() >= 2);
        int before = old.get();
        await().until(() -> fresh.get() >= 10);

        assertThat(old.get()).isLessThanOrEqualTo(before + 1);
        timer.cancel();
    }

    private static TimerTask task(AtomicInteger runs) {
        return new TimerTask() {
            @Override
            public void run() {
                if (runs.incrementAndGet() == 2) {
                    throw new AssertionError("one run fails");
                }
            }
        };
    }
}

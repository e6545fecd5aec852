package dev.alarum.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What happens later in a stand-in cluster. */
final class ProxmoxTimes implements AutoCloseable {
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "proxmox-times");
        thread.setDaemon(true);
        return thread;
    });

    /** Does it now if there is nothing to wait for. */
    void after(Duration time, Runnable deed) {
        if (time.isZero()) {
            deed.run();
        } else if (!later.isShutdown()) {
            later.schedule(deed, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}

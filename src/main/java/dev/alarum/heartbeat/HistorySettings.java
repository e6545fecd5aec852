package dev.alarum.heartbeat;

import dev.alarum.node.Demands;
import java.time.Duration;

/**
 * How much of the past is kept, so that it can be replayed with other settings.
 *
 * @param keep for how long, {@code alarum.history.keep}; 1 d to 90 d, which is how long decisions and notices are kept
 * @param maxRows how many rows at most, {@code alarum.history.max-rows}; 10,000 to 100,000,000
 */
public record HistorySettings(Duration keep, int maxRows) {
    /** 90 days, at most a million rows. */
    public static final HistorySettings DEFAULT = new HistorySettings(Duration.ofDays(90), 1_000_000);

    /** @throws Demands.NotMet if a part is outside its range */
    public HistorySettings {
        new Demands()
                .between(keep, "1d", "90d", "keep", "90d")
                .that(maxRows >= 10_000 && maxRows <= 100_000_000, "maxRows", "give 10000 to 100000000", "1000000")
                .check();
    }
}

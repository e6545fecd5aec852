package dev.alarum.ups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.ups.PowerEvent.Confirmed;
import dev.alarum.ups.PowerEvent.MainsBack;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random lives of a UPS, read every 5 s give or take, by a fixed seed each. */
class PowerWatchPropertiesTest {
    private static final PowerState[] HARMLESS = {PowerState.MAINS, PowerState.TEST, PowerState.LOST};

    @Test
    void no_blip_shorter_than_the_confirm_time_ever_shuts_down() {
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            UpsScript ups = new UpsScript(UpsScript.AT_ONCE);
            double time = 0;
            for (int blip = 0; blip < 5; blip++) {
                double end = time + random.nextDouble() * 14.9;
                while (time < end) {
                    ups.at(time).says(random.nextInt(8) == 0 ? PowerState.LOST : PowerState.ON_BATTERY);
                    time += 0.2 + random.nextDouble() * 6;
                }
                time = end + 0.1;
                ups.at(time).says(PowerState.MAINS);
                time += 1 + random.nextDouble() * 200;
            }

            assertThat(ups.count(Confirmed.class)).as("seed %d", seed).isZero();
            assertThat(ups.shutdowns()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void every_real_outage_shuts_down_exactly_once_and_soon() {
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            UpsScript ups = new UpsScript(UpsScript.AT_ONCE);
            double time = harmless(ups, random, 0);
            double began = time;
            double dueBy = -1;
            double end = time + 40 + random.nextDouble() * 100;
            int lostInARow = 0;
            while (time < end) {
                boolean lost = lostInARow == 0 && random.nextInt(6) == 0;
                lostInARow = lost ? 1 : 0;
                ups.at(time).says(lost && time > began ? PowerState.LOST : PowerState.ON_BATTERY);
                dueBy = dueBy < 0 && ups.shutdowns() > 0 ? time - began : dueBy;
                time += 4.5 + random.nextDouble();
            }
            ups.at(time).says(PowerState.MAINS);
            harmless(ups, random, time + 1);

            assertThat(ups.shutdowns()).as("seed %d", seed).isEqualTo(1);
            assertThat(ups.count(MainsBack.class)).as("seed %d", seed).isEqualTo(1);
            // the confirm time (times here are cut to ms), a poll, and one more if that poll failed
            assertThat(dueBy).as("seed %d", seed).isBetween(14.99, 26.1);
        }
    }

    private static double harmless(UpsScript ups, Random random, double from) {
        double time = from;
        for (int i = 0; i < random.nextInt(20); i++) {
            ups.at(time).says(HARMLESS[random.nextInt(HARMLESS.length)]);
            time += 1 + random.nextDouble() * 29;
        }
        return time;
    }
}

package dev.alarum.e2e;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link FreezeIT} with 50 freezes, ten on each of five hubs: a hub holds its judgement for at most 60 s in any five
 * minutes.
 */
@Tag("long")
@ExtendWith(Houses.class)
class FreezeCampaignIT {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ten_freezes_fail_nobody_who_lives_and_hide_nobody_who_died_in_one(long seed) throws SQLException {
        try (FrozenHub hub = FrozenHub.start(seed)) {
            for (int i = 0; i < 8; i++) {
                hub.freeze();
            }
            hub.freezeInWhichDies("a2");
            hub.freezeInWhichDies("a3");

            hub.onlyTheDeadHaveFailed(10);
        }
    }
}

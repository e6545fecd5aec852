package dev.alarum.e2e;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub's process is frozen again and again (SIGSTOP), as a paused virtual machine is. */
@ExtendWith(Houses.class)
class FreezeIT {
    @Test
    void six_freezes_fail_nobody_who_lives_and_hide_nobody_who_died_in_one() throws SQLException {
        try (FrozenHub hub = FrozenHub.start(6)) {
            for (int i = 0; i < 4; i++) {
                hub.freeze();
            }
            hub.freezeInWhichDies("a2");
            hub.freeze();

            hub.onlyTheDeadHaveFailed(6);
        }
    }
}

package dev.alarum.command;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.role.TestCall;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import java.util.List;

/** Rings the first contact and tells what became of the call. */
final class TestCallProbe {
    private TestCallProbe() {}

    static Probe of(Loaded<HubSettings> loaded) {
        return () -> List.of(place(loaded));
    }

    private static Finding place(Loaded<HubSettings> loaded) throws InterruptedException {
        try {
            return finding(TestCall.place(loaded));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Finding.bad("the test call could not be placed: " + e.getMessage());
        }
    }

    private static Finding finding(CallUpdate update) {
        String text = "test call: " + update.status().word()
                + (update.answeredBy() == null ? "" : ", answered by " + update.answeredBy())
                + (update.durationSeconds() == 0 ? "" : ", " + update.durationSeconds() + " s")
                + (update.detail() == null ? "" : ", " + update.detail());
        return update.status() == Status.COMPLETED ? Finding.good(text) : Finding.bad(text);
    }
}

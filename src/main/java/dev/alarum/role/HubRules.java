package dev.alarum.role;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.call.PhoneSettings.Provider;
import dev.alarum.core.CoreSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.store.HistoryLimits;
import java.util.List;

/** What of a hub's settings its parts decide by; the same for a running hub and for a replay. */
public final class HubRules {
    private HubRules() {}

    /** By what the core decides. */
    public static CoreSettings of(HubSettings settings) {
        HubSettings spoken = withSomebodyToTell(settings);
        return new CoreSettings(
                spoken.nodes(),
                spoken.heartbeat(),
                spoken.incident(),
                spoken.notice(),
                spoken.call().withKeys(hasKeys(settings)),
                spoken.ups(),
                spoken.clusters());
    }

    /** Whether a key that is pressed in a call gets here. */
    static boolean hasKeys(HubSettings settings) {
        return settings.phone().provider() == Provider.TWILIO && settings.publicUrl() != null;
    }

    /** A console needs no number to ring: without contacts it still prints every call. */
    static HubSettings withSomebodyToTell(HubSettings settings) {
        if (settings.phone().provider() != Provider.CONSOLE
                || !settings.call().contacts().isEmpty()) {
            return settings;
        }
        CallSettings call = settings.call();
        return new HubSettings(
                settings.server(),
                settings.dataFolder(),
                settings.publicUrl(),
                settings.probes(),
                settings.nodes(),
                settings.heartbeat(),
                settings.incident(),
                settings.notice(),
                settings.history(),
                new CallSettings(
                        List.of(Contact.console()),
                        call.attempts(),
                        call.ringTimeout(),
                        call.pause(),
                        call.maxPerHour()),
                settings.phone(),
                settings.ups(),
                settings.clusters(),
                settings.messages());
    }

    static HistoryLimits historyLimits(HubSettings settings) {
        return new HistoryLimits(settings.history().keep(), settings.history().maxRows());
    }
}

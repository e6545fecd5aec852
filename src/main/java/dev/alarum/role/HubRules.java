package dev.alarum.role;

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
                spoken.call().withKeys(hasKeys(settings)).withProviders(providers(settings)),
                spoken.ups(),
                spoken.clusters());
    }

    /** Whether a key that is pressed in a call gets here. */
    static boolean hasKeys(HubSettings settings) {
        return settings.phone().provider() == Provider.TWILIO && settings.publicUrl() != null;
    }

    private static int providers(HubSettings settings) {
        return settings.phone().provider() == Provider.TWILIO
                        && settings.phone().second() != null
                ? 2
                : 1;
    }

    /** A console needs no number to ring: without contacts it still prints every call. */
    static HubSettings withSomebodyToTell(HubSettings settings) {
        if (settings.phone().provider() != Provider.CONSOLE
                || !settings.call().contacts().isEmpty()) {
            return settings;
        }
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
                settings.call().withContacts(List.of(Contact.console())),
                settings.phone(),
                settings.ups(),
                settings.clusters(),
                settings.drill(),
                settings.messages());
    }

    static HistoryLimits historyLimits(HubSettings settings) {
        return new HistoryLimits(settings.history().keep(), settings.history().maxRows());
    }
}

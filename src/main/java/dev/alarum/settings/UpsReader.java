package dev.alarum.settings;

import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.ups.UpsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads how each UPS is judged, for a hub, and for a relay that may have to act by itself. */
final class UpsReader {
    private final RoleReader reader;

    UpsReader(RoleReader reader) {
        this.reader = reader;
    }

    /** All that a hub goes by. */
    List<UpsSettings> ofHub() {
        List<UpsSettings> all = new ArrayList<>();
        reader.names("alarum.ups.").forEach((name, spelt) -> {
            String stem = "alarum.ups." + spelt;
            UpsSettings byDefault = UpsSettings.named(name);
            Name site = optional(stem + ".site", Form.NAME, NodeSettings.HOME, NodeSettings.HOME.text());
            Duration after = optional(stem + ".shutdown-after", Form.DURATION, byDefault.shutdownAfter(), "5m");
            all.add(ups(name, stem, site, after));
        });
        return all;
    }

    /** What a relay goes by: where the UPS stands, and how soon its nodes could go, is the hub's matter. */
    List<UpsSettings> ofRelay() {
        List<UpsSettings> all = new ArrayList<>();
        reader.names("alarum.ups.").forEach((name, spelt) -> {
            UpsSettings byDefault = UpsSettings.named(name);
            all.add(ups(name, "alarum.ups." + spelt, byDefault.site(), byDefault.shutdownAfter()));
        });
        return all;
    }

    private UpsSettings ups(Name name, String stem, Name site, Duration after) {
        UpsSettings byDefault = UpsSettings.named(name);
        List<Name> nodes =
                reader.optional(stem + ".nodes", Form.NAME.list(), "pve1,pve2").orElse(List.of());
        Duration confirm = optional(stem + ".confirm", Form.DURATION, byDefault.confirm(), "15s");
        double charge = optional(stem + ".charge-below", Form.PERCENT, byDefault.chargeBelow(), "30");
        Duration runtime = optional(stem + ".runtime-below", Form.DURATION, byDefault.runtimeBelow(), "10m");
        Duration lost = optional(stem + ".lost-after", Form.DURATION, byDefault.lostAfter(), "60s");
        return reader.build(
                () -> new UpsSettings(name, site, nodes, confirm, after, charge, runtime, lost),
                () -> byDefault,
                Components.below(stem));
    }

    private <T> T optional(String key, Form<T> form, T byDefault, String example) {
        return reader.optional(key, form, example).orElse(byDefault);
    }
}

package dev.alarum.ups;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** A reading as it is on the wire. What is not known is absent. */
final class ReadingText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadingText() {}

    static String of(Reading reading) {
        ObjectNode text = JSON.createObjectNode()
                .put("ups", reading.ups().text())
                .put("relay", reading.relay().text())
                .put("boot", reading.stamp().boot())
                .put("seq", reading.stamp().seq())
                .put("state", reading.state().name());
        ArrayNode flags = text.putArray("flags");
        reading.flags().stream().sorted().forEach(flag -> flags.add(flag.name()));
        Double charge = reading.chargePercent();
        if (charge != null) {
            text.put("chargePercent", charge);
        }
        Duration runtime = reading.runtime();
        if (runtime != null) {
            text.put("runtimeSeconds", runtime.toSeconds());
        }
        Double load = reading.loadPercent();
        if (load != null) {
            text.put("loadPercent", load);
        }
        String lastTransfer = reading.lastTransfer();
        if (lastTransfer != null) {
            text.put("lastTransfer", lastTransfer);
        }
        return text.put("ageSeconds", reading.age().toSeconds()).toString();
    }
}

package dev.alarum.role;

import dev.alarum.node.Moments;
import dev.alarum.settings.RelaySettings;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** The relay: second witness on the servers' LAN, carrier of beats and notices, reader of the UPS. */
public final class RelayRole {
    private RelayRole() {}

    /**
     * Runs a relay until it is told to stop.
     *
     * @param placeholders every {@code alarum.*} key that is no secret
     * @return the exit code
     */
    public static int run(RelaySettings settings, Map<String, String> placeholders) {
        RelayBinding relay = RelayBinding.of(settings, Moments.system());
        return RoleRunner.run(Role.RELAY, placeholders, relay.beans(), new RoleRunner.Hooks() {
            @Override
            public List<String> lentFlows() {
                return RelayBinding.lentFlows(settings);
            }

            @Override
            public void beforeStart(Main main) {
                HttpDoor.open(main, settings.server());
            }

            @Override
            public void beforeStop(CamelContext context) {
                relay.goodbye(context).whenStopping();
            }
        });
    }
}

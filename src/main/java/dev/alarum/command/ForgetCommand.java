package dev.alarum.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Sender;
import dev.alarum.store.Store;
import dev.alarum.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;

/** {@code bin/alarum forget NAME}: lets the hub forget a node or relay that will not come back. */
final class ForgetCommand {
    private ForgetCommand() {}

    /**
     * Asks the running hub; where none runs, takes the name out of the store.
     *
     * @return 0 if it is forgotten, else 1
     */
    static int run(Sender sender, RunningHub hub, PrintStream out, PrintStream err) {
        try {
            return askHub(sender, hub, out, err);
        } catch (RunningHub.Unreachable e) {
            return fromStore(sender, hub, "no hub answers at " + hub.base(), out, err);
        } catch (IOException e) {
            err.println("alarum forget: " + e.getMessage());
            return 1;
        }
    }

    private static int askHub(Sender sender, RunningHub hub, PrintStream out, PrintStream err) throws IOException {
        String json = new ObjectMapper()
                .createObjectNode()
                .put("name", sender.toString())
                .toString();
        RunningHub.Answer answer = hub.post("/v1/nodes/forget", json);
        if (answer.status() != 204) {
            err.println("alarum forget: " + hub.base() + " answered " + answer.status() + ": "
                    + answer.body().strip());
            return 1;
        }
        out.println(sender + " is forgotten");
        return 0;
    }

    private static int fromStore(Sender sender, RunningHub hub, String why, PrintStream out, PrintStream err) {
        if (!Files.isDirectory(hub.dataFolder())) {
            err.println("alarum forget: " + why + ", and there is no data folder " + hub.dataFolder());
            return 1;
        }
        try (Store store = Store.open(hub.dataFolder())) {
            if (!store.forget(sender.toString())) {
                err.println("alarum forget: no node or relay '" + sender + "' is known");
                return 1;
            }
            out.println(sender + " is forgotten (no hub runs)");
            return 0;
        } catch (StoreException e) {
            err.println("alarum forget: " + why + "; " + e.getMessage());
            return 1;
        }
    }
}

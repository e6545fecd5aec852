package dev.alarum.role;

import dev.alarum.call.CallBinding;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.node.Moments;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/**
 * A call that tells of no incident, placed by the very flows that place the real ones, claim included. Its claim is kept
 * in a folder of its own, so that it can be placed while a hub runs.
 */
public final class TestCall {
    private static final List<String> FLOWS = List.of(
            "phone-call",
            "dial-console",
            "dial-twilio",
            "call-report",
            "call-look",
            "call-follow",
            "call-fetch",
            "call-errors",
            "errors");

    /** Answering, listening and one more look at the call. */
    private static final Duration TALK = Duration.ofSeconds(120);

    private TestCall() {}

    /** The ear of the flows: bean {@code hub}. */
    public static final class Ear {
        private final BlockingQueue<CallUpdate> updates = new LinkedBlockingQueue<>();

        /** News of the call. */
        public void call(CallUpdate update) {
            updates.add(update);
        }

        /** A test call is always wanted. */
        public boolean isCallVoid(CallOrder order) {
            return false;
        }

        /** The claim could not be written. */
        public void storeFailed(String reason) {
            throw new IllegalStateException("the claim cannot be written: " + reason);
        }
    }

    /**
     * Rings the first contact once and waits for the end of the call.
     *
     * @return what became of it; the last state heard when it did not end in time
     * @throws Exception if the flows cannot run
     */
    public static CallUpdate place(Loaded<HubSettings> loaded) throws Exception {
        HubSettings settings = loaded.settings();
        Contact contact = settings.call().contacts().isEmpty()
                ? Contact.console()
                : settings.call().contacts().get(0);
        Path folder = Files.createTempDirectory("alarum-test-call");
        Ear ear = new Ear();
        Main main = FlowsAlone.of(FLOWS, loaded.placeholders());
        try (Store store = Store.open(folder)) {
            main.bind("hub", ear);
            StoreBinding.beans(store, Moments.system()).forEach(main::bind);
            CallBinding.beans(settings, Moments.system()).forEach(main::bind);
            main.start();
            main.getCamelTemplate().sendBody("seda:phone-call", new CallOrder(0, 1, contact, List.of()));
            return end(ear, settings.call().ringTimeout().plus(TALK));
        } finally {
            main.stop();
            delete(folder);
        }
    }

    private static CallUpdate end(Ear ear, Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        CallUpdate last = new CallUpdate(0, 1, CallUpdate.Status.INTENT, null, null, 0, null);
        while (!last.status().isFinal()) {
            long left = patience.toNanos() - (System.nanoTime() - begin);
            CallUpdate next = ear.updates.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (next == null) {
                return last;
            }
            last = next;
        }
        return last;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

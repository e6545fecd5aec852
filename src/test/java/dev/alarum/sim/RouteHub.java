package dev.alarum.sim;

import dev.alarum.call.CallBinding;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyPress;
import dev.alarum.call.PhoneSettings;
import dev.alarum.core.CoreSettings;
import dev.alarum.core.HubCore;
import dev.alarum.drill.DrillSettings;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HistorySettings;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.heartbeat.WayUpdate;
import dev.alarum.message.MessageSettings;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.StepResult;
import dev.alarum.role.HubBinding;
import dev.alarum.role.HubParts;
import dev.alarum.role.IntakeBinding;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.ServerSettings;
import dev.alarum.status.StatusView;
import dev.alarum.store.Memory;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import dev.alarum.ups.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.spi.RouteController;

/**
 * The hub's own flows in virtual time: the YAML files of {@code routes/} from the intake to the claim of a call, with
 * Camel's aggregator, the real intake and a real SQLite. Only what leaves the machine is replaced: the dialling, the orders
 * to Proxmox, the probes, the news.
 */
public final class RouteHub implements SimHub {
    private static final String[] FLOWS = {
        "beat-intake",
        "notice-intake",
        "reading-intake",
        "heartbeat-watch",
        "decisions",
        "order-intent",
        "tick",
        "store",
        "store-trial",
        "phone-call"
    };

    /** The one writer has surely written what it was given that long ago; what is younger may die with the process. */
    private static final Duration SURELY_WRITTEN = Duration.ofSeconds(1);

    private final CoreSettings settings;
    private final Path folder;
    private final VirtualTime time = new VirtualTime();
    private final Set<String> suspended = new TreeSet<>();
    private final List<Memory> remembered = new ArrayList<>();
    private boolean diskWorks = true;
    private Process process;

    /** A hub of those settings that never ran before, with its data in that folder. */
    public RouteHub(CoreSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** One life of the hub's process. */
    private final class Process {
        private final List<Deed> deeds = new ArrayList<>();
        private final Store store;
        private final BreakableDisk disk;
        private final HubBinding hub;
        private final VirtualRoutes routes;

        Process() throws Exception {
            store = Store.open(folder);
            Memory memory = store.memory(time.now().wall());
            remembered.add(memory);
            disk = new BreakableDisk(store.dataSource());
            disk.become(diskWorks);
            hub = HubParts.hub(new HubCore(settings, memory, time.now()), time);
            StampLedger ledger = new StampLedger(time, hub::duplicate);
            ledger.restore(memory);
            routes = new VirtualRoutes(time, FLOWS)
                    .set("alarum.phone.provider", "model")
                    .beans(HubParts.watch(settings.heartbeat()))
                    .beans(storing())
                    .beans(IntakeBinding.beans(Wire.keys(), ledger, time))
                    .beans(CallBinding.beans(hubSettings(), time))
                    .bean("hub", hub)
                    .routes(new OutsideOfHub(hub, deeds))
                    .start();
            routes.queues().slow("store", diskWorks ? SURELY_WRITTEN : Duration.ZERO);
            hub.setCamelContext(routes.context());
            hub.begin();
            routes.settle();
            memory.attempts().stream()
                    .filter(row -> !CallUpdate.Status.ofWord(row.status()).isFinal())
                    .forEach(row -> deeds.add(new Deed.Resume(row)));
        }

        private Map<String, Object> storing() {
            Map<String, Object> beans = new HashMap<>(StoreBinding.beans(store, time));
            beans.put("dataSource", disk.dataSource());
            return beans;
        }

        List<Deed> done() throws Exception {
            routes.settle();
            List<Deed> all = List.copyOf(deeds);
            deeds.clear();
            return all;
        }

        void end() {
            routes.close();
            store.close();
        }
    }

    private HubSettings hubSettings() {
        return new HubSettings(
                ServerSettings.DEFAULT_HUB,
                folder,
                null,
                List.of(),
                settings.nodes(),
                settings.heartbeat(),
                settings.incident(),
                settings.notice(),
                HistorySettings.DEFAULT,
                settings.call(),
                new PhoneSettings(PhoneSettings.Provider.CONSOLE, null),
                settings.ups(),
                settings.clusters(),
                DrillSettings.DEFAULT,
                MessageSettings.DEFAULT);
    }

    private interface Event {
        void happen(Process running) throws Exception;
    }

    private List<Deed> at(Moment now, Event event) {
        time.set(now);
        try {
            event.happen(process);
            return process.done();
        } catch (Exception e) {
            throw new IllegalStateException("at " + now.wall(), e);
        }
    }

    @Override
    public List<Deed> start(Moment now) {
        time.set(now);
        suspended.clear();
        try {
            process = new Process();
            return process.done();
        } catch (Exception e) {
            throw new IllegalStateException("at " + now.wall(), e);
        }
    }

    /** What was on its disk at each start. */
    List<Memory> remembered() {
        return remembered;
    }

    @Override
    public void stop(Duration unwritten, Moment now) {
        at(now, running -> running.routes.queues().slow("store", unwritten));
        process.end();
        process = null;
    }

    @Override
    public Taken beats(List<Beat> post, Moment now) {
        List<Sender> senders = post.stream().map(Beat::sender).toList();
        return post("/v1/beats", Wire.beats(post), new HashMap<>(), senders, now);
    }

    @Override
    public Taken notice(Notice notice, Moment now) {
        Wire.Letter letter = Wire.notice(notice);
        return post("/v1/notices", letter.body(), letter.headers(), List.of(notice.sender()), now);
    }

    @Override
    public Taken reading(Reading reading, Moment now) {
        Wire.Letter letter = Wire.reading(reading);
        List<Sender> sender = List.of(Sender.relay(reading.relay()));
        return post("/v1/ups", letter.body(), letter.headers(), sender, now);
    }

    private Taken post(String path, byte[] body, Map<String, Object> headers, List<Sender> senders, Moment now) {
        HandDoor.Answer[] answer = new HandDoor.Answer[1];
        List<Deed> deeds = at(now, running -> answer[0] = running.routes.post(path, body, headers));
        return new Taken(answer[0].isTaken(), Wire.behind(answer[0], senders), deeds);
    }

    @Override
    public List<Deed> call(CallUpdate update, Moment now) {
        return at(now, running -> running.hub.call(update));
    }

    @Override
    public List<Deed> key(KeyPress press, Moment now) {
        return at(now, running -> running.hub.key(press));
    }

    @Override
    public List<Deed> drill(Moment now) {
        return at(now, running -> running.hub.beginDrill());
    }

    @Override
    public List<Deed> step(StepResult result, Moment now) {
        return at(now, running -> running.hub.step(result));
    }

    @Override
    public List<Deed> seen(ClusterLook look, Moment now) {
        return at(now, running -> running.hub.seen(look));
    }

    @Override
    public List<Deed> way(boolean works, Moment now) {
        WayUpdate.Result result = works ? WayUpdate.Result.WORKS : WayUpdate.Result.LOST;
        String words = works ? "a probe answered" : "no probe answered";
        return at(now, running -> running.hub.way(new WayUpdate(result, words)));
    }

    @Override
    public List<Deed> suspended(Set<String> flows, Moment now) {
        return at(now, running -> {
            RouteController controller = running.routes.context().getRouteController();
            for (String flow : flows) {
                if (suspended.add(flow)) {
                    controller.suspendRoute(flow);
                }
            }
            for (String flow : Set.copyOf(suspended)) {
                if (!flows.contains(flow)) {
                    suspended.remove(flow);
                    controller.resumeRoute(flow);
                }
            }
        });
    }

    @Override
    public List<Deed> tick(Moment now) {
        return at(now, running -> running.routes.fire("tick"));
    }

    @Override
    public List<Deed> check(Moment now) {
        return at(now, running -> running.routes.check());
    }

    @Override
    public List<Deed> disk(boolean works, Moment now) {
        diskWorks = works;
        if (process == null) {
            return List.of();
        }
        return at(now, running -> {
            // what was given to the writer before is written before
            running.routes.queues().slow("store", Duration.ZERO);
            running.routes.settle();
            running.disk.become(works);
            if (works) {
                running.routes.fire("store-trial");
                running.routes.queues().slow("store", SURELY_WRITTEN);
            }
        });
    }

    @Override
    public StatusView status(Moment now) {
        time.set(now);
        // what follows from looking is carried out with the next event
        return process.hub.status();
    }

    @Override
    public void close() {
        if (process != null) {
            process.end();
        }
    }
}

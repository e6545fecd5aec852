package dev.alarum.role;

import dev.alarum.call.CallBinding;
import dev.alarum.core.HubCore;
import dev.alarum.heartbeat.OwnWayBinding;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.message.MessageBinding;
import dev.alarum.node.FleetKeyRing;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.proxmox.ProxmoxBinding;
import dev.alarum.proxmox.ProxmoxLookBinding;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.Loaded;
import dev.alarum.status.StatusBinding;
import dev.alarum.store.Memory;
import dev.alarum.store.Store;
import dev.alarum.store.StoreBinding;
import dev.alarum.store.StoreException;
import dev.alarum.ups.ProgramBinding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub: its beans, joined. */
final class HubRole {
    private static final Logger LOGGER = LoggerFactory.getLogger(HubRole.class);
    private static final int NOT_STARTED = 1;

    /**
     * Queues between flows are bounded far above what 100,000 nodes failing at once put into them; a full queue would
     * mean that the disk stands still.
     */
    static final String QUEUE = "200000";

    /** A hub that stands still must stop yet when asked; this and the stop of the flows stay below TimeoutStopSec. */
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final HubSettings settings;
    private final Moments moments = Moments.system();
    private final Memory memory;
    private final HubBinding hub;
    private final Map<String, Object> beans = new LinkedHashMap<>();

    HubRole(HubSettings settings, Store store) throws StoreException, IOException {
        this.settings = settings;
        this.memory = store.memory(moments.now().wall());
        HubSettings spoken = HubRules.withSomebodyToTell(settings);
        this.hub = new HubBinding(new HubCore(HubRules.of(spoken), memory, moments.now()), moments);
        KeyRing keys = FleetKeyRing.in(settings.dataFolder(), settings.nodes().revoked(), moments);
        StampLedger ledger = new StampLedger(moments, hub::duplicate);
        ledger.restore(memory);
        LatestBeatStrategy latestBeat = new LatestBeatStrategy(settings.heartbeat());
        beans.put("hub", hub);
        beans.put("plans", hub);
        beans.put("latestBeat", latestBeat);
        beans.put("silences", latestBeat.silences());
        beans.put("watchController", new DefaultAggregateController());
        beans.put("systemd", new Systemd(System.getenv()));
        beans.put("program", new ProgramBinding());
        beans.putAll(StoreBinding.beans(store, moments, HubRules.historyLimits(settings)));
        beans.putAll(IntakeBinding.beans(keys, ledger, moments));
        beans.putAll(OwnWayBinding.beans(settings.ownProbes()));
        beans.putAll(CallBinding.beans(spoken, moments));
        beans.putAll(ProxmoxBinding.beans(settings));
        beans.put("proxmoxLook", new ProxmoxLookBinding(settings.clusters(), moments));
        beans.putAll(MessageBinding.beans(settings, moments));
        beans.putAll(StatusBinding.beans(settings.dataFolder(), moments));
        beans.put("drillWalk", new DrillBinding(settings.server(), keys, settings.clusters(), moments));
    }

    /** Runs a hub until it is told to stop. @return the exit code: 0 after an orderly stop, 1 if it could not start */
    static int run(Loaded<HubSettings> loaded) {
        try (Store store = Store.open(loaded.settings().dataFolder())) {
            HubRole role = new HubRole(loaded.settings(), store);
            return RoleRunner.run(Role.HUB, loaded.placeholders(), role.beans, role.hooks());
        } catch (StoreException | IOException e) {
            LOGGER.error("event=not-started role=hub reason=\"{}\"", e.getMessage());
            return NOT_STARTED;
        }
    }

    /** What the flows name. */
    Map<String, Object> beans() {
        return beans;
    }

    private RoleRunner.Hooks hooks() {
        return new RoleRunner.Hooks() {
            @Override
            public void beforeStart(Main main) {
                main.addInitialProperty("camel.component.seda.queueSize", QUEUE);
                HttpDoor.open(main, settings.server());
                main.addMainListener(new MainListenerSupport() {
                    @Override
                    public void afterConfigure(BaseMainSupport configured) {
                        hub.setCamelContext(configured.getCamelContext());
                    }
                });
            }

            @Override
            public void beforeStop(CamelContext context) {
                try {
                    CompletableFuture.runAsync(hub::end).get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException stuck) {
                    LOGGER.warn("event=goodbye-failed role=hub reason=\"the hub stands still\"");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (ExecutionException e) {
                    LOGGER.warn("event=goodbye-failed role=hub reason=\"{}\"", String.valueOf(e.getCause()));
                }
            }

            @Override
            public void started(CamelContext context) {
                Path extra = settings.messages().extraRoutes();
                if (extra != null) {
                    hub.countFlows();
                    ExtraFlows.load(context, extra);
                }
                hub.begin();
                if (beans.get("callBinding") instanceof CallBinding calls) {
                    calls.resume(memory.attempts());
                }
                LOGGER.info(
                        "event=listening role=hub port={} nodes={} incidents={}",
                        HttpDoor.port(context),
                        memory.senders().size(),
                        memory.incidents().size());
            }
        };
    }
}

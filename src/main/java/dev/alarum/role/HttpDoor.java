package dev.alarum.role;

import dev.alarum.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.main.Main;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The door by which a hub and a relay are reached over HTTP: one listener for all {@code platform-http} flows.
 *
 * <p>It takes the place of Camel's built-in server, which has no idle timeout, turns query and form parameters into
 * message headers and echoes request headers. What a flow gets from this door: the body as bytes, the headers of
 * {@link DoorConsumer#HEADERS}, path parameters, and {@code CamelHttpMethod}, {@code CamelHttpPath},
 * {@code CamelHttpQuery} (as one text), {@code CamelHttpScheme} and the remote address. Nothing else.
 */
public final class HttpDoor extends ServiceSupport implements PlatformHttpEngine, CamelContextAware {
    private final ServerSettings settings;
    private @Nullable CamelContext context;
    private @Nullable DoorListener listener;

    private HttpDoor(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Lets all {@code platform-http} flows of that program be reached here. The port is taken when Camel starts; until
     * every flow runs, and again from the moment they stop, each request gets a 503.
     *
     * @throws IllegalStateException from the start of Camel, if the address cannot be taken or the certificate is unfit
     */
    public static void open(Main main, ServerSettings settings) {
        beans(settings).forEach(main::bind);
    }

    /** The door as a bean to be bound before Camel starts, for whoever has no {@link Main} at hand. */
    public static Map<String, Object> beans(ServerSettings settings) {
        return Map.of(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new HttpDoor(settings));
    }

    /**
     * The port that is really listened on, also where the settings say 0.
     *
     * @throws IllegalStateException if no door is open
     */
    public static int port(CamelContext context) {
        PlatformHttpEngine engine = context.getRegistry()
                .lookupByNameAndType(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, PlatformHttpEngine.class);
        if (engine instanceof HttpDoor door && door.listener != null) {
            return door.listener.port();
        }
        throw new IllegalStateException("no door is open: a role opens it before Camel starts");
    }

    /** How long the oldest beats have waited that came in and are not counted yet; zero if none wait or no door is open. */
    static Duration backlog(CamelContext context) {
        PlatformHttpEngine engine = context.getRegistry()
                .lookupByNameAndType(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, PlatformHttpEngine.class);
        return engine instanceof HttpDoor door && door.listener != null
                ? door.listener.backlog().age()
                : Duration.ZERO;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new DoorConsumer(endpoint, processor, List.of());
    }

    @Override
    public int getServerPort() {
        return listener == null ? settings.port() : listener.port();
    }

    @Override
    public String getScheme() {
        return settings.certificate() == null ? "http" : "https";
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    protected void doStart() throws Exception {
        CamelContext running = context;
        if (running == null) {
            throw new IllegalStateException("the door was started outside of Camel");
        }
        DoorListener opened = DoorListener.open(settings, running);
        listener = opened;
        running.getRegistry().bind(DoorConsumer.ROUTER, opened.router());
        // so that it is closed after the flows, when Camel stops
        running.addService(this, true, false);
    }

    @Override
    protected void doStop() {
        DoorListener open = listener;
        listener = null;
        if (open != null) {
            open.close();
        }
    }
}

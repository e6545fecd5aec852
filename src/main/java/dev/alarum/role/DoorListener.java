package dev.alarum.role;

import dev.alarum.settings.ServerSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/** The listening socket of a door with its limits. */
final class DoorListener {
    private static final int WORKERS = 32;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_REQUEST_LINE = 4 * 1024;
    private static final int IDLE_SECONDS = 10;
    private static final long START_SECONDS = 20;

    /** Printable ASCII with whole percent escapes: the router fails on anything else. */
    private static final Pattern SOUND_TARGET = Pattern.compile("(?:[\\x21-\\x24\\x26-\\x7e]|%[0-9A-Fa-f]{2})*+");

    private final Vertx vertx;
    private final HttpServer server;
    private final VertxPlatformHttpRouter router;
    private final DoorBacklog backlog;

    private DoorListener(Vertx vertx, HttpServer server, VertxPlatformHttpRouter router, DoorBacklog backlog) {
        this.vertx = vertx;
        this.server = server;
        this.router = router;
        this.backlog = backlog;
    }

    static DoorListener open(ServerSettings settings, CamelContext context) {
        HttpServerOptions options = optionsOf(settings);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setWorkerPoolSize(WORKERS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            Router flows = Router.router(vertx);
            DoorPatience patience = new DoorPatience(vertx);
            DoorBacklog backlog = new DoorBacklog();
            Handler<RoutingContext> entry = new DoorEntry(context, patience, backlog);
            flows.route().order(-1).handler(entry);
            DoorRefusals.install(flows);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(patience::begin)
                    .requestHandler(request -> {
                        if (SOUND_TARGET.matcher(request.uri()).matches()) {
                            flows.handle(request);
                        } else {
                            DoorRefusals.refuseTarget(request);
                        }
                    });
            String address = settings.host() + ":" + settings.port();
            await(server.listen(settings.port(), settings.host()), "cannot listen on " + address);
            return new DoorListener(vertx, server, new FlowRouter(vertx, flows), backlog);
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    int port() {
        return server.actualPort();
    }

    DoorBacklog backlog() {
        return backlog;
    }

    VertxPlatformHttpRouter router() {
        return router;
    }

    void close() {
        await(server.close(), "the listener does not close");
        await(vertx.close(), "the event loop does not end");
    }

    private static HttpServerOptions optionsOf(ServerSettings settings) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setAcceptBacklog(1024);
        Path certificate = settings.certificate();
        Path privateKey = settings.privateKey();
        if (certificate != null && privateKey != null) {
            options.setSsl(true)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(readable("certificate", certificate))
                            .setKeyPath(readable("private key", privateKey)));
        }
        return options;
    }

    private static String readable(String what, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalStateException("the " + what + " " + file + " cannot be read: give a PEM file that user "
                    + System.getProperty("user.name") + " may read");
        }
        return file.toAbsolutePath().toString();
    }

    private static void await(Future<?> future, String failure) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(failure + ": " + reason(e.getCause()));
        } catch (TimeoutException e) {
            throw new IllegalStateException(failure + " within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure + ": interrupted", e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
    }

    /** The router as Camel's consumers want it; bodies are read at the entry, so they need no handler for them. */
    private static final class FlowRouter extends VertxPlatformHttpRouter {
        FlowRouter(Vertx vertx, Router flows) {
            super(null, vertx, flows, DoorConsumer.ROUTER);
        }

        @Override
        public Handler<RoutingContext> bodyHandler() {
            return RoutingContext::next;
        }
    }
}

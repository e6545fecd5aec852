package dev.alarum.heartbeat;

import dev.alarum.heartbeat.WayUpdate.Result;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Looks whether the hub's own network works, bean {@code ownWay}: it opens a connection to each probe at once, and one
 * answer is proof enough, be it a refusal. Nothing is sent.
 */
public final class OwnWayBinding {
    /** A probe that is not reached in this time is not reached. */
    static final Duration PATIENCE = Duration.ofMillis(2500);

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final List<URI> probes;
    // names are looked up on these threads too, and a lookup can hang: they hold up nobody
    private final ExecutorService hands = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "own-way");
        thread.setDaemon(true);
        return thread;
    });

    /** @param probes base URLs of hosts that can be reached when the hub's network works; none: that is never known */
    OwnWayBinding(List<URI> probes) {
        this.probes = List.copyOf(probes);
    }

    /** The beans of the flow {@code own-way}. */
    public static Map<String, Object> beans(List<URI> probes) {
        return Map.of("ownWay", new OwnWayBinding(probes));
    }

    /** Looks; waits at most {@link #PATIENCE}. */
    public WayUpdate look() throws InterruptedException {
        if (probes.isEmpty()) {
            return new WayUpdate(Result.UNKNOWN, "no probe is set (alarum.hub.probes)");
        }
        List<Callable<String>> looks = probes.stream().map(OwnWayBinding::reach).toList();
        try {
            String reached = hands.invokeAny(looks, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new WayUpdate(Result.WORKS, reached + " can be reached");
        } catch (ExecutionException | TimeoutException none) {
            return new WayUpdate(Result.LOST, "none of " + names() + " can be reached");
        }
    }

    private static Callable<String> reach(URI probe) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(probe.getHost(), port(probe)), (int) PATIENCE.toMillis());
                return probe.getHost();
            } catch (ConnectException e) {
                if (isRefusal(e)) {
                    return probe.getHost();
                }
                throw e;
            }
        };
    }

    /** Who refuses has been reached: what is down there is not our network. */
    private static boolean isRefusal(ConnectException e) {
        return String.valueOf(e.getMessage()).contains("refused");
    }

    private static int port(URI probe) {
        if (probe.getPort() >= 0) {
            return probe.getPort();
        }
        return "https".equals(probe.getScheme()) ? HTTPS : HTTP;
    }

    private String names() {
        return probes.stream().map(URI::getHost).collect(Collectors.joining(", "));
    }
}

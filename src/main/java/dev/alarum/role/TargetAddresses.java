package dev.alarum.role;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one host. A name service that fails or is slow leaves the addresses known before in use; each
 * connection begins with another of several addresses, so that a dead one among them costs one attempt, not all.
 */
final class TargetAddresses implements DnsResolver {
    /** How long a sender waits for the name service when it knows addresses from before. */
    static final Duration PATIENCE_WHEN_KNOWN = Duration.ofSeconds(1);
    /** How long it waits when it knows none. */
    static final Duration PATIENCE_WHEN_UNKNOWN = Duration.ofSeconds(5);

    private static final int MOST_PER_ATTEMPT = 3;

    /** Asks the name service. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final AtomicReference<@Nullable CompletableFuture<List<InetAddress>>> underWay = new AtomicReference<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile List<InetAddress> known = List.of();

    TargetAddresses() {
        this(InetAddress::getAllByName);
    }

    TargetAddresses(Lookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        List<InetAddress> found = newest(host);
        int first = Math.floorMod(attempts.getAndIncrement(), found.size());
        List<InetAddress> turned = Arrays.asList(found.toArray(new InetAddress[0]));
        Collections.rotate(turned, -first);
        return turned.stream().limit(MOST_PER_ATTEMPT).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private List<InetAddress> newest(String host) throws UnknownHostException {
        Duration patience = known.isEmpty() ? PATIENCE_WHEN_UNKNOWN : PATIENCE_WHEN_KNOWN;
        String reason;
        try {
            return asked(host).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            reason = "name not found";
        } catch (TimeoutException e) {
            reason = "the name service did not answer within " + patience.toSeconds() + " s";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted";
        }
        List<InetAddress> before = known;
        if (before.isEmpty()) {
            throw new UnknownHostException(host + ": " + reason);
        }
        return before;
    }

    /** The one question under way; a new one where none is, on its own thread since it cannot be given up. */
    private CompletableFuture<List<InetAddress>> asked(String host) {
        CompletableFuture<List<InetAddress>> fresh = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> present = underWay.compareAndExchange(null, fresh);
        if (present != null) {
            return present;
        }
        Thread thread = new Thread(() -> ask(host, fresh), "names-of-" + host);
        thread.setDaemon(true);
        thread.start();
        return fresh;
    }

    private void ask(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            List<InetAddress> found = List.of(lookup.of(host));
            known = found;
            underWay.set(null);
            answer.complete(found);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.set(null);
            answer.completeExceptionally(e);
        }
    }
}

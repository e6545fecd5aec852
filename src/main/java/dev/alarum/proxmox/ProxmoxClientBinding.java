package dev.alarum.proxmox;

import dev.alarum.net.PinnedCertificates;
import dev.alarum.net.TamedAnswer;
import dev.alarum.plan.ClusterSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that speaks to the Proxmox hosts of the settings and to no other. It adds the token on the wire, below
 * everything that Camel logs, keeps or shows, and judges each host's certificate by its cluster's fingerprints, or by the
 * trust store of this machine if there are none.
 */
public final class ProxmoxClientBinding implements HttpClientConfigurer {
    /** For orders. Proxmox holds a 401 back for 3 s, and asks the node itself for the others. */
    private static final Patience OF_ORDERS = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10));
    /** For looks, of which there will be another; long enough for a 401. */
    private static final Patience OF_LOOKS = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(4));

    private static final int SHORT = 256 * 1024;
    /** Some thousand guests. */
    private static final int LONG = 4 * 1024 * 1024;

    private final Map<String, Host> hosts = new HashMap<>();
    private final Timeout connect;
    private final Timeout answer;
    private final TamedAnswer tamed;

    /**
     * How long a host may take.
     *
     * @param connect for the connection, and again for TLS
     * @param answer for the answer
     */
    private record Patience(Duration connect, Duration answer) {}

    /**
     * The client for orders to these clusters, and for what is asked of them at leisure.
     *
     * @throws IllegalArgumentException if two clusters have the same URL or one is not HTTPS
     */
    public ProxmoxClientBinding(List<ClusterSettings> clusters) {
        this(clusters, OF_ORDERS, SHORT);
    }

    /** The client for the looks of plans at these clusters: it waits less long, and takes long answers. */
    static ProxmoxClientBinding ofLooks(List<ClusterSettings> clusters) {
        return new ProxmoxClientBinding(clusters, OF_LOOKS, LONG);
    }

    private ProxmoxClientBinding(List<ClusterSettings> clusters, Patience patience, int longest) {
        this.connect = Timeout.of(patience.connect());
        this.answer = Timeout.of(patience.answer());
        this.tamed = new TamedAnswer(
                clusters.stream().map(ClusterSettings::tokenSecret).toList(), patience.answer(), longest);
        for (ClusterSettings cluster : clusters) {
            Host host = new Host(token(cluster), tls(cluster));
            for (URI url : cluster.urls()) {
                String key = key(url.getScheme(), url.getHost(), url.getPort());
                if (!key.startsWith("https:")) {
                    throw new IllegalArgumentException(cluster.setting("urls") + " is " + url
                            + ": the token goes over https only, for instance https://pve1.example:8006");
                }
                if (hosts.put(key, host) != null) {
                    throw new IllegalArgumentException(
                            cluster.setting("urls") + " is " + url + ": that is there twice; give each URL once");
                }
            }
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(byHost())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(answer)
                                .build())
                        .setMaxConnPerRoute(64)
                        .setMaxConnTotal(256)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(answer)
                        .setConnectionRequestTimeout(connect)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                // orders are rare: a connection kept from the last one would only be dead
                .setConnectionReuseStrategy((request, response, context) -> false)
                .addRequestInterceptorLast((request, entity, context) -> addToken(request))
                .addResponseInterceptorFirst((response, entity, context) -> tamed.tame(response))
                .setUserAgent("alarum")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression();
    }

    private void addToken(HttpRequest request) throws ProtocolException {
        var authority = request.getAuthority();
        Host host = authority == null
                ? null
                : hosts.get(key(request.getScheme(), authority.getHostName(), authority.getPort()));
        if (host == null) {
            throw new ProtocolException("%s is no URL of alarum.proxmox.urls", authority);
        }
        request.setHeader(HttpHeaders.AUTHORIZATION, host.token());
    }

    private TlsSocketStrategy byHost() {
        return (socket, name, port, config, context) -> {
            Host host = hosts.get(key("https", name, port));
            if (host == null) {
                throw new IOException(name + ":" + port + " is no URL of alarum.proxmox.urls");
            }
            return host.tls().upgrade(socket, name, port, config, context);
        };
    }

    private static String token(ClusterSettings cluster) {
        return "PVEAPIToken=" + cluster.tokenId() + "=" + cluster.tokenSecret();
    }

    private static TlsSocketStrategy tls(ClusterSettings cluster) {
        if (cluster.fingerprints().isEmpty()) {
            return DefaultClientTlsStrategy.createSystemDefault();
        }
        return new DefaultClientTlsStrategy(
                PinnedCertificates.context(cluster.fingerprints(), cluster.setting("fingerprints")),
                HostnameVerificationPolicy.CLIENT,
                NoopHostnameVerifier.INSTANCE);
    }

    private static String key(@Nullable String scheme, @Nullable String host, int port) {
        String plain = host == null ? "" : host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        return scheme + "://" + plain + ":" + (port < 0 ? 443 : port);
    }

    /** How a host is spoken to. */
    private record Host(String token, TlsSocketStrategy tls) {}
}

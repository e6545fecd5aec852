package dev.alarum.role;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.core.Effect;
import dev.alarum.drill.DrillReport;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.proxmox.ProxmoxCheckBinding;
import dev.alarum.settings.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** What a drill walks before the phone, bean {@code drillWalk}: the hub's own door, and the shutdown plans. */
public final class DrillBinding {
    private static final Timeout PATIENCE = Timeout.ofSeconds(5);
    private static final int TAKEN = 204;
    private static final int BEHIND = 409;

    private final ServerSettings server;
    private final KeyRing keys;
    private final List<ClusterSettings> clusters;
    private final Moments moments;

    DrillBinding(ServerSettings server, KeyRing keys, List<ClusterSettings> clusters, Moments moments) {
        this.server = server;
        this.keys = keys;
        this.clusters = List.copyOf(clusters);
        this.moments = moments;
    }

    /** Brings a signed beat to the hub's own door, as a node does. */
    public DrillReport knock(@Body Effect.Drill drill, CamelContext context) {
        return new DrillReport.Knocked(drill.number(), knock(server.reachedHereAt(HttpDoor.port(context))));
    }

    private String knock(URI door) {
        try {
            Answered first = knock(door, moments.now().wall().toEpochMilli());
            // a drill while the clock was ahead has left a newer stamp
            return first.status() == BEHIND ? knock(door, first.boot() + 1).problem(door) : first.problem(door);
        } catch (IOException | GeneralSecurityException e) {
            return "POST " + door + "/v1/beats: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** What the door answered. */
    private record Answered(int status, String body) {
        static Answered of(ClassicHttpResponse answer) throws IOException, HttpException {
            return new Answered(
                    answer.getCode(), answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity()));
        }

        String problem(URI door) {
            return status == TAKEN ? "" : "POST " + door + "/v1/beats was answered " + status + " " + body.strip();
        }

        /** With {@link #BEHIND}: the newest BOOT it knows. */
        long boot() throws IOException {
            return new ObjectMapper().readTree(body).path("boot").asLong();
        }
    }

    private Answered knock(URI door, long boot) throws IOException, GeneralSecurityException {
        SenderKey key = keys.keyOf(Sender.DRILL).orElseThrow(() -> new IOException("the hub's own key is revoked"));
        HttpPost post = new HttpPost(door + "/v1/beats");
        post.setEntity(new StringEntity(
                BeatLine.ofDrill(new Stamp(boot, 1), key).text() + "\n", ContentType.TEXT_PLAIN));
        try (CloseableHttpClient client = client(server.certificate())) {
            return client.execute(post, Answered::of);
        }
    }

    /** Over TLS the door shows the certificate of the settings, whose name need not be that of this way to it. */
    private static CloseableHttpClient client(@Nullable Path certificate) throws IOException, GeneralSecurityException {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(PATIENCE)
                        .setSocketTimeout(PATIENCE)
                        .build());
        if (certificate != null) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(
                    trusting(certificate), HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE));
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(PATIENCE)
                        .setConnectionRequestTimeout(PATIENCE)
                        .build())
                .setUserAgent("alarum-drill")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(certificate)) {
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                // one that is trusted by itself would be taken whatever its dates
                if (one instanceof X509Certificate dated) {
                    dated.checkValidity();
                }
                trusted.setCertificateEntry("own-" + number++, one);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Asks each cluster whether its nodes could be shut down; nothing is ordered. */
    public DrillReport rehearse(@Body DrillReport knocked) throws InterruptedException {
        return new DrillReport.Rehearsed(
                knocked.number(),
                ProxmoxCheckBinding.look(clusters).stream()
                        .flatMap(report -> report.problems().stream())
                        .toList());
    }
}

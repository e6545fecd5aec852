package dev.alarum.settings;

import dev.alarum.node.Demands;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub or relay listens.
 *
 * @param host {@code alarum.hub.host} or {@code alarum.relay.host}: a host name or address of this machine
 * @param port {@code alarum.hub.port} or {@code alarum.relay.port}; 0 to 65535, 0 takes a free one
 * @param certificate {@code alarum.hub.tls.certificate}: PEM file; null: plain HTTP
 * @param privateKey {@code alarum.hub.tls.key}: PEM file; null: plain HTTP
 */
public record ServerSettings(
        String host,
        int port,
        @Nullable Path certificate,
        @Nullable Path privateKey) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");

    /** A hub's: plain HTTP on 8080 of every address. */
    public static final ServerSettings DEFAULT_HUB = new ServerSettings("0.0.0.0", 8080, null, null);

    /** A relay's: plain HTTP on 8081 of every address. */
    public static final ServerSettings DEFAULT_RELAY = new ServerSettings("0.0.0.0", 8081, null, null);

    /** @throws Demands.NotMet if a part is outside its range, or a certificate without its key or the other way round */
    public ServerSettings {
        new Demands()
                .that(HOST.matcher(host).matches(), "host", "give a host name or address of this machine", "0.0.0.0")
                .between(port, 0, 65535, "port", "8080")
                .that(
                        certificate == null || privateKey != null,
                        "privateKey",
                        "give the certificate's private key too",
                        "/etc/alarum/hub.key")
                .that(
                        privateKey == null || certificate != null,
                        "certificate",
                        "give the private key's certificate too",
                        "/etc/alarum/hub.crt")
                .check();
    }

    /** The base URL by which this machine reaches it itself; {@code boundTo} is the port that is really listened on. */
    public URI reachedHereAt(int boundTo) {
        String near = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String shown = near.contains(":") ? "[" + near + "]" : near;
        return URI.create((certificate == null ? "http" : "https") + "://" + shown + ":" + boundTo);
    }
}

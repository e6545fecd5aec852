package dev.alarum.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub or relay listens.
 *
 * @param host {@code alarum.hub.host} or {@code alarum.relay.host}
 * @param port {@code alarum.hub.port} or {@code alarum.relay.port}; 0 to 65535, 0 takes a free one
 * @param certificate {@code alarum.hub.tls.certificate}: PEM file; null: plain HTTP
 * @param privateKey {@code alarum.hub.tls.key}: PEM file; null: plain HTTP
 */
public record ServerSettings(
        String host,
        int port,
        @Nullable Path certificate,
        @Nullable Path privateKey) {}

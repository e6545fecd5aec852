package dev.alarum.message;

import dev.alarum.net.TamedAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The HTTP client of one channel. It adds the token on the wire, below everything that Camel logs, keeps or shows. */
public final class ChannelClientBinding implements HttpClientConfigurer {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final @Nullable String token;
    private final String tokenAs;
    private final @Nullable String path;
    private final TamedAnswer tamed;

    /**
     * @param token null: none
     * @param tokenAs as in {@link MessageSettings.Webhook}
     * @param path a last part of the URL's path that must not be seen; null: none
     */
    ChannelClientBinding(@Nullable String token, String tokenAs, @Nullable String path) {
        this.token = token;
        this.tokenAs = tokenAs;
        this.path = path;
        this.tamed = new TamedAnswer(
                Stream.of(Optional.ofNullable(token), Optional.ofNullable(path))
                        .flatMap(Optional::stream)
                        .toList(),
                ANSWER);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(CONNECT).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(Timeout.of(ANSWER))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(ANSWER))
                        .setConnectionRequestTimeout(CONNECT)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .addRequestInterceptorLast((request, entity, context) -> addSecrets(request))
                .addResponseInterceptorFirst((response, entity, context) -> tamed.tame(response))
                .setUserAgent("alarum")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression();
    }

    private void addSecrets(HttpRequest request) {
        if (path != null) {
            request.setPath(request.getPath().replaceFirst("/$", "") + "/" + path);
        }
        if (token == null) {
            return;
        }
        if (tokenAs.startsWith("?")) {
            String asked = request.getPath();
            request.setPath(asked + (asked.contains("?") ? "&" : "?") + tokenAs.substring(1) + "="
                    + URLEncoder.encode(token, StandardCharsets.UTF_8));
        } else {
            request.setHeader(tokenAs, tokenAs.equalsIgnoreCase("Authorization") ? "Bearer " + token : token);
        }
    }
}

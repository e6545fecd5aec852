package dev.alarum.role;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections to one hub or relay, kept alive between beats. A connection that once failed to bring an answer is
 * not used again, nor are those that lay idle beside it: after a change of network they are all dead.
 */
final class TargetClient implements Closeable {
    /** The time for TCP and TLS together, enough for a slow link. */
    static final Duration CONNECT = Duration.ofSeconds(5);
    /** The time for the answer. */
    static final Duration ANSWER = Duration.ofSeconds(1);
    /** Beats and notices under way at the same time, three each. */
    private static final int MOST_CONNECTIONS = 6;

    private final PoolingHttpClientConnectionManager connections;
    private final TargetDeadlines deadlines = new TargetDeadlines(CONNECT, ANSWER);
    private final CloseableHttpClient client;

    /** @param period time between two beats: a connection is kept over two of them */
    TargetClient(Target target, Duration period) {
        Timeout answer = Timeout.of(ANSWER);
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setDnsResolver(new TargetAddresses())
                .setTlsSocketStrategy(tls(target))
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(answer)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        .setSocketTimeout(answer)
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build();
        TimeValue kept = TimeValue.of(period.multipliedBy(2).plus(ANSWER));
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(answer)
                        .setResponseTimeout(answer)
                        .build())
                .setKeepAliveStrategy((response, context) -> kept)
                .addExecInterceptorBefore(ChainElement.CONNECT.name(), "connect-deadline", deadlines::beforeConnect)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "answer-deadline", deadlines::afterConnect)
                .setUserAgent("alarum-agent")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .build();
    }

    /** What camel-http sends with. */
    CloseableHttpClient client() {
        return client;
    }

    /** Closes the connections that lie idle. */
    void forgetIdle() {
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    /** Gives up whatever is under way. */
    @Override
    public void close() throws IOException {
        connections.close(CloseMode.IMMEDIATE);
        deadlines.close();
        client.close();
    }

    private static TlsSocketStrategy tls(Target target) {
        // without TLS the trust store need not be read
        return target.isSecure()
                ? DefaultClientTlsStrategy.createSystemDefault()
                : (socket, host, port, to, context) -> {
                    throw new IOException(target.base() + " is not https");
                };
    }
}

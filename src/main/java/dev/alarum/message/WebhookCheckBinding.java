package dev.alarum.message;

import dev.alarum.message.MessageSettings.Webhook;
import dev.alarum.net.NoAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Tries whether a webhook's host takes connections, protected ones for https, and sends nothing: a post is an alert. */
public final class WebhookCheckBinding {
    private static final int CONNECT = Math.toIntExact(Duration.ofSeconds(5).toMillis());
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private WebhookCheckBinding() {}

    /** What is wrong, in words for people; empty if the host is there. Takes at most 10 s. */
    public static Optional<String> problem(Webhook webhook) {
        URI url = webhook.url();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(CONNECT);
            socket.connect(new InetSocketAddress(host(url), port(url)), CONNECT);
            if (isHttps(url)) {
                handshake(socket, url);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("alarum.webhook.url: " + url + ": " + NoAnswer.words(e) + advice(e));
        }
    }

    private static void handshake(Socket plain, URI url) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host(url), port(url), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }

    private static String advice(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "; give the host as its operator names it";
        }
        return failure instanceof SSLException
                ? "; give the name that its certificate bears, and put the authority that signed it into the trust store"
                        + " of this machine"
                : "; is it running, is the port right, and is the way to it open?";
    }

    private static String host(URI url) {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : isHttps(url) ? HTTPS : HTTP;
    }

    private static boolean isHttps(URI url) {
        return url.getScheme().toLowerCase(Locale.ROOT).equals("https");
    }
}

package dev.alarum.status;

import dev.alarum.node.Moments;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Who may see and steer: whoever has the admin token or a page session, over TLS or from nearby. The address is the
 * connection's own, never one that a header tells.
 */
public final class AccessBinding {
    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final String COOKIE_NAME = "alarum_session";
    private static final String FIELD = "token";

    private final AdminToken token;
    private final Moments moments;

    AccessBinding(AdminToken token, Moments moments) {
        this.token = token;
        this.moments = moments;
    }

    /**
     * Lets pass who has the token.
     *
     * @throws Refused 403 over plain HTTP from afar, 401 without the right token
     */
    public void byToken(Exchange exchange) {
        refuseFromAfar(exchange);
        if (!hasToken(exchange.getMessage())) {
            throw new Refused(
                    401,
                    "Authorization: give 'Bearer TOKEN' with the token of the file admin.token in the data folder");
        }
    }

    /**
     * Lets pass who has the token or a page session.
     *
     * @throws Refused as {@link #byToken}
     */
    public void byTokenOrSession(Exchange exchange) {
        if (!isAdmitted(exchange)) {
            byToken(exchange);
        }
    }

    /**
     * Whether the request carries the token or a page session.
     *
     * @throws Refused 403 over plain HTTP from afar
     */
    public boolean isAdmitted(Exchange exchange) {
        refuseFromAfar(exchange);
        return hasToken(exchange.getMessage()) || hasSession(exchange.getMessage());
    }

    /**
     * Opens a page session for who sends the token in a form: the body becomes the value of the header
     * {@code Set-Cookie}, or null if that was not the token.
     *
     * @throws Refused 403 over plain HTTP from afar, 400 without the field
     */
    public @Nullable String login(Exchange exchange) {
        refuseFromAfar(exchange);
        if (!token.isEqualTo(fieldOf(exchange.getMessage()).strip())) {
            return null;
        }
        return COOKIE_NAME + "=" + token.newSession(moments.now().wall())
                + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + AdminToken.SESSION.toSeconds()
                + (isTls(exchange) ? "; Secure" : "");
    }

    private void refuseFromAfar(Exchange exchange) {
        if (!isTls(exchange) && !Neighbour.isNear(addressOf(exchange.getMessage()))) {
            throw new Refused(
                    403,
                    "plain HTTP is taken from loopback, private and 100.64.0.0/10 addresses only: use https, a VPN, or"
                            + " an SSH tunnel");
        }
    }

    private static boolean isTls(Exchange exchange) {
        return "https".equals(exchange.getMessage().getHeader(Exchange.HTTP_SCHEME, String.class));
    }

    private static InetAddress addressOf(Message message) {
        SocketAddress remote = message.getHeader(REMOTE_ADDRESS, SocketAddress.class);
        if (remote == null || remote.hostAddress() == null) {
            throw new Refused(403, "the connection's address is not known");
        }
        String address = remote.hostAddress();
        int zone = address.indexOf('%');
        try {
            // it is numeric: nothing is looked up
            return InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
        } catch (UnknownHostException e) {
            throw new Refused(403, "the connection's address is not known");
        }
    }

    private boolean hasToken(Message message) {
        Object given = message.getHeader(AUTHORIZATION);
        return given instanceof String text
                && text.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && token.isEqualTo(text.substring(BEARER.length()).strip());
    }

    private boolean hasSession(Message message) {
        Object given = message.getHeader("Cookie");
        if (given instanceof String cookies) {
            for (String cookie : cookies.split(";")) {
                String[] parts = cookie.strip().split("=", 2);
                if (parts.length == 2
                        && parts[0].equals(COOKIE_NAME)
                        && token.isSession(parts[1], moments.now().wall())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String fieldOf(Message message) {
        if (message.getBody() instanceof Map<?, ?> form) {
            return String.valueOf(form.get(FIELD));
        }
        String body = message.getBody(String.class);
        for (String pair : body == null ? new String[0] : body.split("&")) {
            if (pair.startsWith(FIELD + "=")) {
                return decoded(pair.substring(FIELD.length() + 1));
            }
        }
        throw new Refused(400, "token: give it as the field 'token' of a form");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "token: the form is not well encoded");
        }
    }
}

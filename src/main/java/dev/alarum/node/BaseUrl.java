package dev.alarum.node;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses of machines as settings give them: {@code http} or {@code https}, a host, perhaps a port and a path. */
public final class BaseUrl {
    private static final Pattern LOOPBACK_4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private BaseUrl() {}

    /**
     * The address written so, without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not a base URL: another scheme, no host, a user, a query or a fragment
     */
    public static URI parse(String text) {
        URI url;
        try {
            url = new URI(text.replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("give a URL with http or https and a host", e);
        }
        boolean known = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!known || url.getHost() == null || url.getPort() == 0 || url.getPort() > 65535) {
            throw new IllegalArgumentException("give a URL with http or https, a host and perhaps a port");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("give a URL without user, query and fragment");
        }
        return url;
    }

    /** Whether what is sent there can be read by nobody on the way: https, or this very machine. */
    public static boolean isSafe(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) || isLoopback(url.getHost());
    }

    /** Whether only scheme, host and port are given. */
    public static boolean hasNoPath(URI url) {
        return url.getRawPath() == null || url.getRawPath().isEmpty();
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("[::1]")
                || LOOPBACK_4.matcher(name).matches();
    }
}

package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a host of a cluster said to a question.
 *
 * @param host its base URL
 * @param status of HTTP, up to 599; 0 if there was no answer
 * @param data what was asked for; null if it was not given
 * @param words why not, one line for people; empty if it was given
 * @param isOtherCertificate whether it was not even asked, for the certificate it shows
 */
record ProxmoxSaid(URI host, int status, @Nullable JsonNode data, String words, boolean isOtherCertificate) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    boolean isGood() {
        return data != null;
    }

    /** Whether the token lacks the right to ask this. */
    boolean isForbidden() {
        return status == FORBIDDEN;
    }

    /** Whether the token is not taken at all. */
    boolean isUnauthorized() {
        return status == UNAUTHORIZED;
    }

    /** With the host's name. */
    String inWords() {
        return name() + ": " + words;
    }

    /** The host with its port. */
    String name() {
        return host.getAuthority();
    }
}

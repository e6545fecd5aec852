package dev.alarum.proxmox;

import dev.alarum.plan.ApiRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One question to one host.
 *
 * @param host its base URL
 * @param request what is asked
 */
public record LookQuestion(URI host, ApiRequest request) {
    /** Where it goes. */
    public String url() {
        return host.toString().replaceFirst("/$", "") + request.path();
    }

    /** What it asks for behind its URL; null if it asks for nothing more. */
    public @Nullable String query() {
        return request.form().isEmpty() ? null : request.encoded();
    }
}

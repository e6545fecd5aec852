package dev.alarum.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to Proxmox's API that changes something.
 *
 * @param method of HTTP
 * @param path below the host's base URL
 * @param form the parameters, in order; none of them secret
 */
public record ApiRequest(String method, String path, Map<String, String> form) {
    /** Below this the API lies. */
    public static final String API = "/api2/json";

    /** Copies the form. */
    public ApiRequest {
        form = new LinkedHashMap<>(form);
    }

    static ApiRequest post(String path, Map<String, String> form) {
        return new ApiRequest("POST", API + path, form);
    }

    static ApiRequest put(String path, Map<String, String> form) {
        return new ApiRequest("PUT", API + path, form);
    }

    /** As people read it. */
    @Override
    public String toString() {
        String parameters = form.entrySet().stream()
                .map(one -> " " + one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining());
        return method + " " + path + parameters;
    }
}

package dev.alarum.plan;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to Proxmox's API.
 *
 * @param method of HTTP
 * @param path below the host's base URL
 * @param form the parameters, in order: of what changes something its form, of a question its query; none of them secret
 */
public record ApiRequest(String method, String path, Map<String, String> form) {
    /** Below this the API lies. */
    public static final String API = "/api2/json";

    /** Copies the form. */
    public ApiRequest {
        form = new LinkedHashMap<>(form);
    }

    /** A question: it changes nothing. */
    public static ApiRequest get(String path, Map<String, String> query) {
        return new ApiRequest("GET", API + path, query);
    }

    static ApiRequest post(String path, Map<String, String> form) {
        return new ApiRequest("POST", API + path, form);
    }

    /** Sets something. */
    public static ApiRequest put(String path, Map<String, String> form) {
        return new ApiRequest("PUT", API + path, form);
    }

    /** Whether something may be different after it. */
    public boolean isChange() {
        return !method.equals("GET");
    }

    /** The parameters as they are sent. */
    public String encoded() {
        return form.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** As people read it. */
    @Override
    public String toString() {
        return at("");
    }

    /** As people read it, with the host's base URL. */
    public String at(String host) {
        String parameters = form.entrySet().stream()
                .map(one -> " " + one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining());
        return method + " " + host + path + parameters;
    }
}

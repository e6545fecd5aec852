package dev.alarum.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as pveproxy reads it.
 *
 * @param parameters of query and form
 */
record ProxmoxRequest(String method, String path, Map<String, String> headers, Map<String, String> parameters) {
    /** Reads one; null if there is none. */
    static @Nullable ProxmoxRequest read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            head.add(line);
        }
        if (head.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.subList(1, head.size())) {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        String[] first = head.get(0).split(" ");
        String[] target = first[1].split("\\?", 2);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        Map<String, String> parameters = new LinkedHashMap<>();
        decode(new String(in.readNBytes(length), UTF_8), parameters);
        decode(target.length > 1 ? target[1] : "", parameters);
        return new ProxmoxRequest(first[0], target[0], headers, parameters);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    boolean isQuestion() {
        return method.equals("GET");
    }

    boolean isForm() {
        return isQuestion() || header("content-type").equals("application/x-www-form-urlencoded");
    }

    private static void decode(String text, Map<String, String> into) {
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                into.put(
                        URLDecoder.decode(parts[0], UTF_8), parts.length > 1 ? URLDecoder.decode(parts[1], UTF_8) : "");
            }
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return line.length() == 0 ? null : line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}

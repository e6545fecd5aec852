package dev.alarum.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Asks a hub or relay for its health.
 *
 * @param what {@code hub} or {@code relay}
 * @param url its base URL
 */
record HealthProbe(String what, URI url) implements Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int WELL = 200;
    private static final int UNWELL = 503;

    @Override
    public List<Finding> findings() throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/observe/health"))
                .timeout(PATIENCE)
                .GET()
                .build();
        try {
            return List.of(judged(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()));
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return List.of(Finding.bad(what + " " + url + " cannot be reached: " + reason
                    + "; is it running, and is the way to it open?"));
        }
    }

    private Finding judged(int status) {
        return switch (status) {
            case WELL -> Finding.good(what + " " + url + " answers and is well");
            case UNWELL -> Finding.bad(what + " " + url + " answers that it is not well: see its page and its log");
            default ->
                Finding.bad(what + " " + url + " answers " + status + " to GET /observe/health: is that really a "
                        + what + "?");
        };
    }
}

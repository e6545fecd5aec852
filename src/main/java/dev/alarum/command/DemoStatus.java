package dev.alarum.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the demo's hub says about itself: {@code GET /v1/status}. */
final class DemoStatus {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final JsonNode json;

    private DemoStatus(JsonNode json) {
        this.json = json;
    }

    /** The answer; empty while there is none. */
    static Optional<DemoStatus> of(String hubUrl, Path adminToken) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(hubUrl + "/v1/status"))
                    .timeout(Duration.ofSeconds(2))
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(adminToken).strip())
                    .build();
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.of(new DemoStatus(MAPPER.readTree(answer.body())))
                    : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    boolean isUp(String node) {
        return node(node).path("state").asText().equals("UP");
    }

    boolean isFailed(String node) {
        return node(node).path("state").asText().equals("FAILED");
    }

    /** How long that node has been silent, by the hub's own clock. */
    double lastBeatSeconds(String node) {
        return node(node).path("lastBeatSeconds").asDouble(Double.NaN);
    }

    /** The first call about an incident of that node that a phone took. */
    Optional<JsonNode> callAbout(String node) {
        return all("incidents")
                .filter(incident -> StreamSupport.stream(incident.path("nodes").spliterator(), false)
                        .anyMatch(name -> name.asText().equals(node)))
                .flatMap(incident -> all("calls")
                        .filter(call -> call.path("incident").asLong(-1)
                                == incident.path("id").asLong(-2)))
                .filter(call -> call.path("status").asText().matches("queued|ringing|in-progress|completed"))
                .findFirst();
    }

    private JsonNode node(String name) {
        return all("nodes")
                .filter(node -> node.path("name").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private Stream<JsonNode> all(String part) {
        return StreamSupport.stream(json.path(part).spliterator(), false);
    }
}

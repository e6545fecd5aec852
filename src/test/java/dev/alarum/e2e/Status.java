package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One answer of {@code GET /v1/status}.
 *
 * @param json the whole of it
 */
public record Status(JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    static Status of(String hubUrl, String adminToken) {
        return new Status(get(hubUrl + "/v1/status", adminToken));
    }

    static JsonNode get(String url, String adminToken) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + adminToken)
                .build();
        try {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(url + ": " + answer.body()).isEqualTo(200);
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The node of that name; missing if the hub does not know it. */
    public JsonNode node(String name) {
        return named("nodes", name);
    }

    /** The relay of that name; missing if the hub does not know it. */
    public JsonNode relay(String name) {
        return named("relays", name);
    }

    /** The UPS of that name; missing if the hub does not know it. */
    public JsonNode ups(String name) {
        return named("ups", name);
    }

    /** All incidents. */
    public List<JsonNode> incidents() {
        return list("incidents");
    }

    /** All attempts to call. */
    public List<JsonNode> calls() {
        return list("calls");
    }

    /** What is wrong now. */
    public List<JsonNode> problems() {
        return list("problems");
    }

    /** The entries of one of the lists ({@code nodes, relays, ups, incidents, calls, plans, problems, news, …}). */
    public List<JsonNode> list(String part) {
        return StreamSupport.stream(json.path(part).spliterator(), false).toList();
    }

    private JsonNode named(String part, String name) {
        return list(part).stream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** What a failed test needs of it: thousands of nodes are counted, not listed. */
    @Override
    public String toString() {
        List<JsonNode> nodes = list("nodes");
        String shown = nodes.size() > 50 ? nodes.size() + " nodes" : nodes.toString();
        return "Status[hub=" + json.path("hub") + ", nodes=" + shown + ", incidents=" + incidents() + ", calls="
                + calls() + ", problems=" + problems() + "]";
    }
}

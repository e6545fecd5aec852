package dev.alarum.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.status.News;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The payload, against the fields that Alertmanager's documentation and its template data name for version 4. */
class AlertJsonTest {
    private static final Instant OPENED = Instant.parse("2026-11-23T05:46:00Z");
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00.123456Z");

    private final AlertJson json = new AlertJson(URI.create("https://hub.example.org"));

    private static News incident(String code, String cause, String state) {
        return new News(
                NOW,
                code,
                "incident 7",
                code + " text",
                new News.About(7, "home", cause, state, OPENED, List.of("pve1", "pve2"), 2));
    }

    private JsonNode payload(News news) throws IOException {
        return new ObjectMapper().readTree(json.of(news));
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void it_has_the_fields_of_version_4_and_no_other() throws IOException {
        JsonNode payload = payload(incident("incident", "node", "calling"));

        assertThat(fields(payload))
                .containsExactlyInAnyOrder(
                        "version",
                        "groupKey",
                        "truncatedAlerts",
                        "status",
                        "receiver",
                        "groupLabels",
                        "commonLabels",
                        "commonAnnotations",
                        "externalURL",
                        "alerts");
        assertThat(payload.path("version").asText()).isEqualTo("4");
        assertThat(payload.path("truncatedAlerts").isInt()).isTrue();
        assertThat(payload.path("externalURL").asText()).isEqualTo("https://hub.example.org");
        assertThat(payload.path("alerts")).hasSize(1);
        JsonNode alert = payload.path("alerts").path(0);
        assertThat(fields(alert))
                .containsExactlyInAnyOrder(
                        "status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint");
        assertThat(alert.path("labels")).isEqualTo(payload.path("commonLabels"));
        assertThat(alert.path("annotations")).isEqualTo(payload.path("commonAnnotations"));
        assertThat(alert.path("fingerprint").asText()).matches("[0-9a-f]{16}");
        payload.path("commonLabels")
                .forEach(label -> assertThat(label.isTextual()).isTrue());
        payload.path("commonAnnotations")
                .forEach(text -> assertThat(text.isTextual()).isTrue());
    }

    @Test
    void an_incident_fires_grows_worse_and_is_resolved_as_one_alert() throws IOException {
        JsonNode firing = payload(incident("incident", "node", "calling"));
        JsonNode worse = payload(incident("incident", "power", "calling"));
        JsonNode known = payload(incident("acknowledged", "power", "acknowledged"));
        JsonNode over = payload(incident("recovered", "power", "recovered"));

        assertThat(firing.path("status").asText()).isEqualTo("firing");
        assertThat(known.path("status").asText()).isEqualTo("firing");
        assertThat(over.path("status").asText()).isEqualTo("resolved");
        for (JsonNode later : List.of(worse, known, over)) {
            assertThat(later.path("groupKey")).isEqualTo(firing.path("groupKey"));
            assertThat(later.path("groupLabels")).isEqualTo(firing.path("groupLabels"));
            assertThat(later.path("commonLabels")).isEqualTo(firing.path("commonLabels"));
            assertThat(later.at("/alerts/0/fingerprint")).isEqualTo(firing.at("/alerts/0/fingerprint"));
            assertThat(later.at("/alerts/0/startsAt").asText()).isEqualTo("2026-11-23T05:46:00Z");
        }
        assertThat(firing.at("/alerts/0/endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(over.at("/alerts/0/endsAt").asText()).isEqualTo("2026-11-23T06:00:00.123Z");
        assertThat(firing.path("groupKey").asText()).isEqualTo("{}:{alertname=\"incident\", instance=\"incident 7\"}");
        assertThat(firing.at("/commonLabels/severity").asText()).isEqualTo("critical");
        assertThat(over.at("/commonAnnotations/cause").asText()).isEqualTo("power");
        assertThat(over.at("/commonAnnotations/nodes").asText()).isEqualTo("pve1,pve2");
    }

    @Test
    void other_troubles_are_told_apart_and_resolved_by_their_own_end() throws IOException {
        JsonNode gone = payload(new News(OPENED, "relay-gone", "relay:pi", "gone"));
        JsonNode other = payload(new News(OPENED, "relay-gone", "relay:pi2", "gone"));
        JsonNode back = payload(new News(NOW, "relay-back", "relay:pi", "back"));

        assertThat(back.path("status").asText()).isEqualTo("resolved");
        assertThat(back.at("/alerts/0/fingerprint")).isEqualTo(gone.at("/alerts/0/fingerprint"));
        assertThat(back.at("/alerts/0/startsAt").asText()).isEqualTo("2026-11-23T05:46:00Z");
        assertThat(other.at("/alerts/0/fingerprint")).isNotEqualTo(gone.at("/alerts/0/fingerprint"));
        assertThat(gone.at("/commonLabels/severity").asText()).isEqualTo("warning");
    }
}

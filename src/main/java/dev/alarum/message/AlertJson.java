package dev.alarum.message;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.status.News;
import dev.alarum.status.NewsCode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * News as the webhook of Prometheus' Alertmanager tells an alert, version 4. What begins a trouble is {@code firing},
 * what ends it is {@code resolved} with the same labels, and so the same group and fingerprint.
 */
final class AlertJson {
    /** How Alertmanager writes that an alert has not ended. */
    private static final String NOT_ENDED = "0001-01-01T00:00:00Z";

    private static final int REMEMBERED = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI hub;
    /** When troubles began, by fingerprint. */
    private final Map<String, Instant> begun = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param hub the page of the hub */
    AlertJson(URI hub) {
        this.hub = hub;
    }

    /** The whole payload, with one alert. */
    String of(News news) {
        NewsCode code = NewsCode.of(news.code()).orElse(null);
        boolean isEnd = code != null && code.isEnd();
        String status = isEnd ? "resolved" : "firing";
        SortedMap<String, String> labels = labels(news, code);
        ObjectNode payload = JSON.createObjectNode();
        payload.put("version", "4");
        payload.put("groupKey", groupKey(labels));
        payload.put("truncatedAlerts", 0);
        payload.put("status", status);
        payload.put("receiver", "alarum");
        put(payload.putObject("groupLabels"), group(labels));
        put(payload.putObject("commonLabels"), labels);
        put(payload.putObject("commonAnnotations"), annotations(news));
        payload.put("externalURL", hub.toString());
        ObjectNode alert = payload.putArray("alerts").addObject();
        alert.put("status", status);
        put(alert.putObject("labels"), labels);
        put(alert.putObject("annotations"), annotations(news));
        String fingerprint = fingerprint(labels);
        alert.put("startsAt", time(began(news, fingerprint, isEnd)));
        alert.put("endsAt", isEnd ? time(news.at()) : NOT_ENDED);
        alert.put("generatorURL", hub.toString());
        alert.put("fingerprint", fingerprint);
        return payload.toString();
    }

    /** What makes the alert the one it is: nothing in it may differ between its beginning and its end. */
    private static SortedMap<String, String> labels(News news, @Nullable NewsCode code) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("alertname", code == null ? news.code() : code.trouble());
        labels.put("instance", news.subject());
        labels.put("job", "alarum");
        labels.put("severity", code == null || code.isCritical() ? "critical" : "warning");
        News.About incident = news.incident();
        if (incident != null) {
            labels.put("site", incident.site());
        }
        return labels;
    }

    private static Map<String, String> annotations(News news) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", news.text());
        annotations.put("description", news.text());
        annotations.put("code", news.code());
        News.About incident = news.incident();
        if (incident != null) {
            annotations.put("cause", incident.cause());
            annotations.put("state", incident.state());
            annotations.put("nodes", String.join(",", incident.nodes()));
            annotations.put("node_count", Integer.toString(incident.nodeCount()));
        }
        return annotations;
    }

    private static Map<String, String> group(SortedMap<String, String> labels) {
        Map<String, String> group = new TreeMap<>(labels);
        group.keySet().retainAll(java.util.List.of("alertname", "instance"));
        return group;
    }

    /** Alertmanager writes the route and the labels of the group so; we have one route. */
    private static String groupKey(SortedMap<String, String> labels) {
        return "{}:{alertname=\"" + labels.get("alertname") + "\", instance=\"" + labels.get("instance") + "\"}";
    }

    private static String fingerprint(SortedMap<String, String> labels) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(labels.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private synchronized Instant began(News news, String fingerprint, boolean isEnd) {
        News.About incident = news.incident();
        Instant now = incident == null ? news.at() : incident.opened();
        if (isEnd) {
            Instant then = begun.remove(fingerprint);
            return then == null ? now : then;
        }
        Instant then = begun.putIfAbsent(fingerprint, now);
        return then == null ? now : then;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}

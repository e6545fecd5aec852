package dev.alarum.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** News as the operator's own flows get it: JSON, described in {@code docs/extending.md}. */
public final class NewsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    NewsJson() {}

    /** The name of the trouble that it begins, goes on with or ends. */
    public String trouble(News news) {
        return NewsCode.of(news.code()).map(NewsCode::trouble).orElse(news.code());
    }

    /** The event as text. */
    public String event(News news) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", 1);
        event.put("at", news.at().toString());
        event.put("code", news.code());
        event.put("urgency", news.urgency().word());
        event.put("trouble", trouble(news));
        event.put("over", NewsCode.of(news.code()).filter(NewsCode::isEnd).isPresent());
        event.put("subject", news.subject());
        event.put("text", news.text());
        News.About about = news.incident();
        if (about != null) {
            ObjectNode incident = event.putObject("incident");
            incident.put("id", about.id());
            incident.put("site", about.site());
            incident.put("cause", about.cause());
            incident.put("state", about.state());
            incident.put("opened", about.opened().toString());
            about.nodes().forEach(incident.putArray("nodes")::add);
            incident.put("nodeCount", about.nodeCount());
        }
        return event.toString();
    }
}

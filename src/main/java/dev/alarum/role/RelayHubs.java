package dev.alarum.role;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hubs of a relay by the names that flows, logs and JMX show: host and port. */
public final class RelayHubs {
    private final Map<String, String> urls = new LinkedHashMap<>();

    /** Names those hubs. */
    public RelayHubs(List<URI> hubs) {
        for (URI hub : hubs) {
            String plain = hub.getHost() + (hub.getPort() < 0 ? "" : "-" + hub.getPort());
            String name = plain.replaceAll("[^A-Za-z0-9.-]", "");
            while (urls.containsKey(name)) {
                name += "-again";
            }
            urls.put(name, hub.toString().replaceAll("/+$", ""));
        }
    }

    /** Their names. */
    public List<String> names() {
        return List.copyOf(urls.keySet());
    }

    /** Name and base URL of each. */
    Map<String, String> urls() {
        return urls;
    }

    /** Where the beats for each hub wait; what finds no room is dropped. */
    public List<String> beatQueues() {
        return names().stream()
                .map(name -> "seda:beat-post-" + name + "?size=1&discardWhenFull=true")
                .toList();
    }

    /** What posts a notice to each hub. */
    public List<String> noticePosts() {
        return names().stream().map(name -> "direct:notice-post-" + name).toList();
    }
}

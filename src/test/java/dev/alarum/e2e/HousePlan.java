package dev.alarum.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an installation consists of, before it is started: see {@link House}. */
public final class HousePlan {
    /** The phone of the one contact. */
    static final String PHONE = "+15005550006";

    private final List<String> relays = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();
    private final Map<String, String> hub = new LinkedHashMap<>();
    private final Map<String, String> relay = new LinkedHashMap<>();
    private final Map<String, String> agent = new LinkedHashMap<>();

    private final Map<String, String> hubEnvironment = new LinkedHashMap<>();
    private final List<String> hubOptions = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();

    private boolean isCalledBack;

    HousePlan() {}

    /** These relays. */
    public HousePlan relays(String... names) {
        relays.addAll(List.of(names));
        return this;
    }

    /** These agents, each with a wire to the hub and one to every relay. */
    public HousePlan agents(String... names) {
        agents.addAll(List.of(names));
        return this;
    }

    /** A setting of the hub. */
    public HousePlan hub(String key, String value) {
        hub.put(key, value);
        return this;
    }

    /** A variable of the hub's environment. */
    public HousePlan hubEnvironment(String name, String value) {
        hubEnvironment.put(name, value);
        return this;
    }

    /** The hub takes its flows from that home folder in place of this one. */
    public HousePlan hubHome(Path home) {
        hubOptions.add("-Dalarum.home=" + home);
        return this;
    }

    /** The hub rings through that exchange. */
    public HousePlan phone(TelephoneExchange exchange) {
        hub.putAll(exchange.settings());
        secrets.add(TelephoneExchange.TOKEN);
        return this;
    }

    /** Several settings of the hub. */
    public HousePlan hub(Map<String, String> settings) {
        hub.putAll(settings);
        return this;
    }

    /** A setting of every relay. */
    public HousePlan relay(String key, String value) {
        relay.put(key, value);
        return this;
    }

    /** A setting of every agent. */
    public HousePlan agent(String key, String value) {
        agent.put(key, value);
        return this;
    }

    /** Gives the hub a public URL, so that keys can be pressed. */
    public HousePlan calledBack() {
        isCalledBack = true;
        return this;
    }

    /** Starts everything; returns when every program is ready, which is before the hub has heard them all. */
    public House start() {
        return House.start(this);
    }

    /** What no program may print. */
    List<String> secrets() {
        return secrets;
    }

    Map<String, String> hubEnvironment() {
        return hubEnvironment;
    }

    List<String> hubOptions() {
        return hubOptions;
    }

    List<String> relays() {
        return relays;
    }

    List<String> agents() {
        return agents;
    }

    Map<String, String> hubSettings(int port, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.hub.host", "127.0.0.1");
        settings.put("alarum.hub.port", Integer.toString(port));
        settings.put("alarum.data.dir", data.toString());
        settings.put("alarum.phone.provider", "console");
        settings.put("alarum.contact.1.name", "Ada");
        settings.put("alarum.contact.1.phone", PHONE);
        agents.forEach(name -> settings.put("alarum.node." + name + ".site", "home"));
        relays.forEach(name -> settings.put("alarum.relay." + name + ".site", "home"));
        if (isCalledBack) {
            settings.put("alarum.public-url", "http://127.0.0.1:" + port);
        }
        settings.putAll(hub);
        return settings;
    }

    Map<String, String> relaySettings(String name, int port, String hubUrl, String key, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.relay.name", name);
        settings.put("alarum.relay.key", key);
        settings.put("alarum.relay.host", "127.0.0.1");
        settings.put("alarum.relay.port", Integer.toString(port));
        settings.put("alarum.hubs", hubUrl);
        settings.put("alarum.data.dir", data.toString());
        settings.putAll(relay);
        return settings;
    }

    Map<String, String> agentSettings(String name, String hubUrl, List<String> relayUrls, String key, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("alarum.node.name", name);
        settings.put("alarum.node.key", key);
        settings.put("alarum.hubs", hubUrl);
        if (!relayUrls.isEmpty()) {
            settings.put("alarum.relays", String.join(",", relayUrls));
        }
        settings.put("alarum.data.dir", data.toString());
        settings.putAll(agent);
        return settings;
    }
}

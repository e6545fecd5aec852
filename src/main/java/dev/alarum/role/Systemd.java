package dev.alarum.role;

import java.util.Map;

/** What systemd asked of this process when it started it, bean {@code systemd}. Started by anyone else, nothing. */
public final class Systemd {
    private static final String SOCKET = "NOTIFY_SOCKET";

    private final Map<String, String> environment;

    /** @param environment the environment this process was started with */
    public Systemd(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether it wants to be told that this process is ready and, from then on, that it works. */
    public boolean isListening() {
        return !environment.getOrDefault(SOCKET, "").isEmpty();
    }
}

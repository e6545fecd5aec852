package dev.alarum.role;

import java.util.List;
import java.util.Locale;

/** The three programs. */
public enum Role {
    /** Takes beats, notices and readings; judges; phones. */
    HUB("routes", "takes beats, notices and readings; judges; phones"),
    /** Second witness on the servers' LAN; reads the UPS; carries notices and beats out. */
    RELAY("relay-routes", "second witness beside the servers; reads the UPS; carries notices and beats out"),
    /** Beats; says goodbye. */
    AGENT("agent-routes", "beats every second; says goodbye when the host stops");

    private static final List<String> OF_ORDERS =
            List.of("proxmox-errors", "proxmox-order", "proxmox-request", "proxmox-state", "proxmox-question");

    private final String folder;
    private final String summary;

    Role(String folder, String summary) {
        this.folder = folder;
        this.summary = summary;
    }

    /** The folder of its flows. */
    public String folder() {
        return folder;
    }

    /** The flows of the hub's folder, by name, that it runs as well where it shuts nodes down by itself. */
    public List<String> lentFlows() {
        return this == RELAY ? OF_ORDERS : List.of();
    }

    /** What it does, in one line without a full stop. */
    public String summary() {
        return summary;
    }

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

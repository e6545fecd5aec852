package dev.alarum.role;

import java.util.Locale;

/** The three programs. */
public enum Role {
    /** Takes beats, notices and readings; judges; phones. */
    HUB("routes"),
    /** Second witness on the servers' LAN; reads the UPS; carries notices and beats out. */
    RELAY("relay-routes"),
    /** Beats; says goodbye. */
    AGENT("agent-routes");

    private final String folder;

    Role(String folder) {
        this.folder = folder;
    }

    /** The folder of its flows. */
    public String folder() {
        return folder;
    }

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

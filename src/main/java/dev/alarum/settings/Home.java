package dev.alarum.settings;

import java.nio.file.Path;

/** The folder in which Alarum lives: its flows, its shipped settings, and where relative paths of the settings begin. */
public final class Home {
    /** The system property that names it; {@code bin/alarum} sets it. */
    public static final String PROPERTY = "alarum.home";

    private Home() {}

    /** The folder of this process: the system property's, else the working directory. */
    public static Path folder() {
        return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
    }
}

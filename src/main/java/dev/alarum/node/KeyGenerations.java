package dev.alarum.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which generation of each sender's key counts: 1 for whoever is not named. Kept in {@code keys.properties}, one line
 * {@code node:NAME=G} or {@code relay:NAME=G} for each sender whose key was renewed.
 */
public final class KeyGenerations {
    /** The file's name in the hub's data folder. */
    public static final String FILE = "keys.properties";

    private static final int FIRST = 1;

    private final Map<Sender, Integer> generations;

    private KeyGenerations(Map<Sender, Integer> generations) {
        this.generations = generations;
    }

    /**
     * As kept in the data folder; without a file every key is of the first generation.
     *
     * @throws IOException if the file cannot be read or holds something else
     */
    public static KeyGenerations in(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(FILE);
        Map<Sender, Integer> generations = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    addLine(generations, line.strip(), file);
                }
            }
        }
        return new KeyGenerations(generations);
    }

    private static void addLine(Map<Sender, Integer> generations, String line, Path file) throws IOException {
        int equals = line.lastIndexOf('=');
        int colon = line.indexOf(':');
        try {
            Name name = new Name(line.substring(colon + 1, equals));
            int generation = Integer.parseInt(line.substring(equals + 1));
            String kind = line.substring(0, colon);
            if (generation < FIRST || !(kind.equals("node") || kind.equals("relay"))) {
                throw new IllegalArgumentException(line);
            }
            generations.put(kind.equals("relay") ? Sender.relay(name) : Sender.node(name), generation);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(
                    file + " has the line '" + line + "': write node:NAME=G or relay:NAME=G, for instance node:pve1=2",
                    e);
        }
    }

    /** The generation of that sender's key, from 1. */
    public int of(Sender sender) {
        return generations.getOrDefault(sender, FIRST);
    }

    /** These with that sender's key one generation on. */
    public KeyGenerations renewed(Sender sender) {
        Map<Sender, Integer> next = new TreeMap<>(generations);
        next.put(sender, of(sender) + 1);
        return new KeyGenerations(next);
    }

    /**
     * Keeps them in the data folder, with mode 0600.
     *
     * @throws IOException if the file cannot be written
     */
    public void keepIn(Path dataFolder) throws IOException {
        StringBuilder lines =
                new StringBuilder("# generations of renewed keys; written by bin/alarum enroll --renew\n");
        generations.forEach((sender, generation) -> lines.append(sender.isRelay() ? "relay:" : "node:")
                .append(sender.name().key())
                .append('=')
                .append(generation)
                .append('\n'));
        Path file = dataFolder.resolve(FILE);
        PrivateFile.replace(file, lines.toString());
        PrivateFile.giveToOwnerOfFolder(file);
    }
}

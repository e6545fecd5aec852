package dev.alarum.heartbeat;

import dev.alarum.node.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who was known at one moment, as kept for replays: at each start of the hub and once a day, so that a replay can begin
 * there.
 *
 * @param begins whether the hub started then
 * @param period time between two beats; shorter silences than two and a half of it are not kept
 * @param clockMillis how far the wall clock is ahead of the hub's own time, in ms
 * @param present everyone known
 */
public record Roll(boolean begins, Duration period, long clockMillis, List<Present> present) {
    private static final String NOBODY = "-";

    /** Copies the list. */
    public Roll {
        present = List.copyOf(present);
    }

    /**
     * One that was known.
     *
     * @param boot the newest BOOT heard; 0: never heard
     * @param silentSince when it was last heard, in ms of the hub's own time, if that is long enough ago to be a gap; -1:
     *     it is heard
     */
    public record Present(Sender sender, long boot, long silentSince) {}

    /** In one line. */
    public String text() {
        return (begins ? "begins " : "goes-on ") + period.toMillis() + " " + clockMillis + " "
                + (present.isEmpty() ? NOBODY : present.stream().map(Roll::text).collect(Collectors.joining(",")));
    }

    private static String text(Present one) {
        return one.sender() + "/" + one.boot() + (one.silentSince() < 0 ? "" : "/" + one.silentSince());
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Roll parse(String text) {
        String[] parts = text.split(" ");
        if (parts.length != 4) {
            throw new IllegalArgumentException("'" + text + "' is no roll: give four words");
        }
        List<Present> present = new ArrayList<>();
        if (!parts[3].equals(NOBODY)) {
            for (String one : parts[3].split(",")) {
                String[] fields = one.split("/");
                present.add(new Present(
                        Sender.parse(fields[0]),
                        Long.parseLong(fields[1]),
                        fields.length > 2 ? Long.parseLong(fields[2]) : -1));
            }
        }
        return new Roll(
                parts[0].equals("begins"),
                Duration.ofMillis(Long.parseLong(parts[1])),
                Long.parseLong(parts[2]),
                present);
    }
}

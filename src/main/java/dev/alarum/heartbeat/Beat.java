package dev.alarum.heartbeat;

import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;

/**
 * One verified sign of life.
 *
 * @param sender who lives
 * @param path by which way it came: {@link #DIRECT}, or {@code relay:NAME}
 * @param stamp its place in the sender's life
 */
public record Beat(Sender sender, String path, Stamp stamp) {
    /** The way straight from the sender to the hub. */
    public static final String DIRECT = "direct";
}

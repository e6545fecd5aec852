package dev.alarum.notice;

import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A verified "I am leaving".
 *
 * @param sender who leaves, known from the key that signed
 * @param stamp its place in the sender's life
 * @param kind why
 * @param reason the sender's words for people, at most 200 printable characters; may be empty
 * @param lease how long the absence is accepted from the hub's receipt; null leaves it to the hub's settings
 */
public record Notice(
        Sender sender,
        Stamp stamp,
        Kind kind,
        String reason,
        @Nullable Duration lease) {
    /** Why a sender leaves. */
    public enum Kind {
        /** The host powers off. */
        SHUTDOWN,
        /** The host restarts. */
        REBOOT,
        /** Only the agent stops; the host goes on. */
        STOP,
        /** Someone works on it. */
        MAINTENANCE
    }
}

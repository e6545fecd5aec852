package dev.alarum.intake;

import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a notice or reading, {@code SENDER.BOOT.SEQ}.
 *
 * @param sender as the id has it: {@code NAME} or {@code relay:NAME}
 * @param stamp the place in the sender's life
 */
public record MessageId(Sender sender, Stamp stamp) {
    private static final Pattern FORM = Pattern.compile("(.{1,70})\\.([1-9][0-9]{0,15})\\.([1-9][0-9]{0,15})");

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if it has not that form
     */
    public static MessageId parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    WebhookSignature.ID + " is not NAME.BOOT.SEQ, for instance pve-01.1767225600000.42");
        }
        return new MessageId(
                Sender.parse(parts.group(1)),
                new Stamp(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
    }

    /** The id as on the wire. */
    @Override
    public String toString() {
        return WebhookSignature.idOf(sender, stamp);
    }
}

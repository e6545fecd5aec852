package dev.alarum.heartbeat;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One line of a beat's body as it is on the wire, not yet verified: {@code NAME BOOT SEQ MAC} of a node, or
 * {@code relay:NAME BOOT SEQ MAC}, by which a relay begins a body.
 *
 * @param sender who claims to speak
 * @param stamp the place in the sender's life
 * @param mac 22 characters of base64url: the first 16 bytes of the HMAC-SHA256
 */
public record BeatLine(Sender sender, Stamp stamp, String mac) {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,15}");
    private static final Pattern MAC = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final String EXAMPLE = "for instance 'pve-01 1767225600000 42 Zx3v0hQ8mWcTt1uYpLr5Ag'";

    /** The line of a node. */
    public static BeatLine ofNode(Name node, Stamp stamp, SenderKey key) {
        Sender sender = Sender.node(node);
        return new BeatLine(sender, stamp, key.shortMac(signedText(sender, stamp)));
    }

    /** The hub's own line in a drill. */
    public static BeatLine ofDrill(Stamp stamp, SenderKey key) {
        return new BeatLine(Sender.DRILL, stamp, key.shortMac(signedText(Sender.DRILL, stamp)));
    }

    /** The first line of a relay's body; it vouches for every byte after its newline. */
    public static BeatLine ofRelay(Name relay, Stamp stamp, SenderKey key, byte[] remainingBody) {
        Sender sender = Sender.relay(relay);
        return new BeatLine(sender, stamp, key.shortMac(signedText(sender, stamp, remainingBody)));
    }

    /**
     * The whole body that a relay posts: its own first line, a newline, and the remaining body unchanged.
     *
     * @param remainingBody the lines of the nodes as received, one a line; may be empty
     */
    public static String batch(Name relay, Stamp stamp, SenderKey key, String remainingBody) {
        byte[] remaining = remainingBody.getBytes(StandardCharsets.UTF_8);
        return ofRelay(relay, stamp, key, remaining).text() + "\n" + remainingBody;
    }

    /**
     * Reads a line, without its newline. Numbers must be written as a computer writes them: digits, no sign, no zero in
     * front.
     *
     * @throws IllegalArgumentException if the line has not that form; the message says which word is wrong
     */
    public static BeatLine parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("a beat is four words NAME BOOT SEQ MAC parted by one blank, this has "
                    + words.length + "; " + EXAMPLE);
        }
        Sender sender = Sender.parse(words[0]);
        Stamp stamp = new Stamp(number("BOOT", words[1]), number("SEQ", words[2]));
        if (!MAC.matcher(words[3]).matches()) {
            throw new IllegalArgumentException("MAC is not 22 characters of A-Z a-z 0-9 - _; " + EXAMPLE);
        }
        return new BeatLine(sender, stamp, words[3]);
    }

    /** Whether a node's line was made with that key. */
    public boolean isMadeWith(SenderKey key) {
        return !sender.isRelay() && key.verifies(signedText(sender, stamp), mac);
    }

    /** Whether a relay's line was made with that key for that remaining body. */
    public boolean isMadeWith(SenderKey key, byte[] remainingBody) {
        return sender.isRelay() && key.verifies(signedText(sender, stamp, remainingBody), mac);
    }

    /** The line as on the wire, without a newline. */
    public String text() {
        return sender + " " + stamp.boot() + " " + stamp.seq() + " " + mac;
    }

    @Override
    public String toString() {
        return text();
    }

    private static String signedText(Sender node, Stamp stamp) {
        return "beat " + node.name() + " " + stamp.boot() + " " + stamp.seq();
    }

    private static String signedText(Sender relay, Stamp stamp, byte[] remainingBody) {
        return "batch " + relay.name() + " " + stamp.boot() + " " + stamp.seq() + " " + sha256(remainingBody);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static long number(String word, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(word + " is no number from 1 to " + Stamp.MAX + "; " + EXAMPLE);
        }
        return Long.parseLong(text);
    }
}

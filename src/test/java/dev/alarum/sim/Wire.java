package dev.alarum.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.notice.Notice;
import dev.alarum.notice.SignedNotice;
import dev.alarum.ups.Reading;
import dev.alarum.ups.ReadingWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What simulated machines send, signed as on the real wire, and how they read the answer. All of them share one key. */
final class Wire {
    private static final SenderKey KEY = SenderKey.parse("A".repeat(43));
    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    static KeyRing keys() {
        return sender -> Optional.of(KEY);
    }

    /** The lines of one post; a relay's own comes first and vouches for the rest. */
    static byte[] beats(List<Beat> post) {
        Beat first = post.get(0);
        String body = first.sender().isRelay()
                ? BeatLine.batch(first.sender().name(), first.stamp(), KEY, lines(post.subList(1, post.size())))
                : lines(post);
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(List<Beat> beats) {
        return beats.stream()
                .map(beat ->
                        BeatLine.ofNode(beat.sender().name(), beat.stamp(), KEY).text() + "\n")
                .collect(Collectors.joining());
    }

    /** A notice's body and the headers that prove it. */
    record Letter(byte[] body, Map<String, Object> headers) {
        private static Letter of(String body, WebhookSignature proof) {
            return new Letter(
                    body.getBytes(StandardCharsets.UTF_8),
                    new HashMap<>(Map.of(
                            WebhookSignature.ID, proof.id(),
                            WebhookSignature.TIMESTAMP, proof.timestamp(),
                            WebhookSignature.SIGNATURE, proof.signature())));
        }
    }

    static Letter notice(Notice notice) {
        SignedNotice signed = SignedNotice.sign(notice, KEY, Instant.EPOCH);
        return Letter.of(signed.json(), signed.proof());
    }

    static Letter reading(Reading reading) {
        String body = ReadingWire.json(reading);
        String id = reading.relay() + "." + reading.stamp().boot() + "."
                + reading.stamp().seq();
        return Letter.of(body, WebhookSignature.sign(KEY, id, 0, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Who was told that a later BOOT of it is known, and which. */
    static Map<Sender, Long> behind(HandDoor.Answer answer, List<Sender> lines) {
        if (answer.body().isEmpty()) {
            return Map.of();
        }
        Map<Sender, Long> behind = new HashMap<>();
        JsonNode told = json(answer.body());
        if (told.has("refused")) {
            told.get("refused")
                    .forEach(line -> note(line, lines.get(line.get("line").asInt() - 1), behind));
        } else {
            note(told, lines.get(0), behind);
        }
        return behind;
    }

    private static void note(JsonNode told, Sender sender, Map<Sender, Long> behind) {
        if (told.has("boot")) {
            behind.put(sender, told.get("boot").asLong());
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.alarum.heartbeat;

import dev.alarum.heartbeat.StampLedger.Judgement;
import dev.alarum.intake.IntakeAnswer;
import dev.alarum.intake.Json;
import dev.alarum.intake.Refusal;
import dev.alarum.intake.RefusalLog;
import dev.alarum.node.KeyRing;
import dev.alarum.node.SenderKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a body of beat lines into verified beats and the answer to their sender. Safe to be used by several threads. */
public final class BeatIntake {
    /** The most lines in a body, a relay's own first line not counted. */
    public static final int MOST_LINES = 1_000;

    private static final String RELAY = "relay:";

    private final KeyRing keys;
    private final StampLedger ledger;
    private final RefusalLog refusals;

    /** An intake by those keys and stamps. */
    public BeatIntake(KeyRing keys, StampLedger ledger, RefusalLog refusals) {
        this.keys = keys;
        this.ledger = ledger;
        this.refusals = refusals;
    }

    /**
     * What became of a body.
     *
     * @param beats those that are verified and new, in the order of their lines
     */
    public record Result(List<Beat> beats, IntakeAnswer answer) {
        /** Copies the list. */
        public Result {
            beats = List.copyOf(beats);
        }
    }

    /** A line that is not taken. */
    private record Refused(int line, IntakeAnswer answer, String reason, Map<String, Object> told) {}

    /** Takes a body as it was sent. */
    public Result take(byte[] body) {
        try {
            return body.length > 0 && text(body).startsWith(RELAY) ? fromRelay(body) : direct(body);
        } catch (Refusal e) {
            tell(e);
            return new Result(List.of(), e.answer());
        }
    }

    private Result direct(byte[] body) throws Refusal {
        List<String> lines = lines(body);
        if (lines.isEmpty()) {
            throw Refusal.malformed("body is empty: send one line NAME BOOT SEQ MAC for each beat");
        }
        return each(lines, 1, Beat.DIRECT, new ArrayList<>());
    }

    /** The relay's line vouches for the whole body: if it is not to be believed, nothing of the body is. */
    private Result fromRelay(byte[] body) throws Refusal {
        String text = text(body);
        int end = text.indexOf('\n');
        byte[] remaining = end < 0 ? new byte[0] : Arrays.copyOfRange(body, end + 1, body.length);
        BeatLine first = parse(end < 0 ? text : text.substring(0, end), "line 1: ");
        List<String> lines = lines(remaining);
        if (!key(first, "line 1: ").map(key -> first.isMadeWith(key, remaining)).orElse(false)) {
            throw wrongMac(first, "line 1: ");
        }
        List<Beat> beats = new ArrayList<>();
        String path = first.sender().toString();
        hear(first, path, beats);
        return each(lines, 2, path, beats);
    }

    private Result each(List<String> lines, int number, String path, List<Beat> beats) {
        List<Refused> refused = new ArrayList<>();
        int at = number;
        for (String line : lines) {
            take(line, at, path, beats).ifPresent(refused::add);
            at++;
        }
        boolean noneGood = number == 1 && refused.size() == lines.size();
        return new Result(beats, noneGood ? allRefused(refused) : someRefused(refused));
    }

    private Optional<Refused> take(String line, int number, String path, List<Beat> beats) {
        try {
            BeatLine beat = parse(line, "");
            if (beat.sender().isRelay()) {
                throw Refusal.malformed("a relay's own line is the first one");
            }
            if (!key(beat, "").map(beat::isMadeWith).orElse(false)) {
                throw wrongMac(beat, "");
            }
            hear(beat, path, beats);
            return Optional.empty();
        } catch (Refusal e) {
            tell(e);
            return Optional.of(refused(number, e));
        }
    }

    private void hear(BeatLine line, String path, List<Beat> beats) throws Refusal {
        Judgement judgement = ledger.hear(line.sender(), path, line.stamp());
        if (judgement instanceof Judgement.Behind behind) {
            throw Refusal.behind(behind.boot());
        }
        if (judgement instanceof Judgement.Fresh) {
            beats.add(new Beat(line.sender(), path, line.stamp()));
        }
    }

    private Optional<SenderKey> key(BeatLine line, String where) throws Refusal {
        Optional<SenderKey> key = keys.keyOf(line.sender());
        if (key.isEmpty()) {
            throw Refusal.unverified(where + line.sender() + " is revoked");
        }
        return key;
    }

    private void tell(Refusal refusal) {
        if (refusal.answer().status() == 401) {
            refusals.unverified("beat", String.valueOf(refusal.getMessage()));
        }
    }

    private static Refusal wrongMac(BeatLine line, String where) {
        return Refusal.unverified(where + "MAC was not made with the key of " + line.sender());
    }

    private static BeatLine parse(String line, String where) throws Refusal {
        try {
            return BeatLine.parse(line);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(where + e.getMessage());
        }
    }

    private static Refused refused(int number, Refusal refusal) {
        IntakeAnswer answer = refusal.answer();
        String reason = String.valueOf(refusal.getMessage());
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("line", number);
        told.put("status", answer.status());
        told.put("error", reason);
        refusal.boot().ifPresent(boot -> told.put("boot", boot));
        return new Refused(number, answer, reason, told);
    }

    private static IntakeAnswer someRefused(List<Refused> refused) {
        return refused.isEmpty()
                ? IntakeAnswer.TAKEN
                : new IntakeAnswer(
                        200,
                        Json.object(
                                "refused", refused.stream().map(Refused::told).toList()));
    }

    private static IntakeAnswer allRefused(List<Refused> refused) {
        Refused first = refused.get(0);
        if (refused.size() == 1) {
            return first.answer().status() == 409
                    ? first.answer()
                    : IntakeAnswer.error(first.answer().status(), "line 1: " + first.reason());
        }
        Map<String, Object> all = new LinkedHashMap<>(first.told());
        all.remove("line");
        all.remove("status");
        all.put("refused", refused.stream().map(Refused::told).toList());
        return new IntakeAnswer(first.answer().status(), Json.text(all));
    }

    private static List<String> lines(byte[] body) throws Refusal {
        List<String> lines = new ArrayList<>();
        String text = text(body);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            lines.add(text.substring(start, end < 0 ? text.length() : end));
            start = end < 0 ? text.length() : end + 1;
            if (lines.size() > MOST_LINES) {
                throw Refusal.malformed("body has over " + MOST_LINES + " lines: send several bodies");
            }
        }
        return lines;
    }

    /** Byte by byte: what is not ASCII fits no form later. */
    private static String text(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}

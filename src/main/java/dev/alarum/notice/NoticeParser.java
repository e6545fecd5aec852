package dev.alarum.notice;

import dev.alarum.intake.JsonFields;
import dev.alarum.intake.MessageId;
import dev.alarum.intake.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a notice, strictly. */
final class NoticeParser {
    /** The longest lease, a year of 365 days. */
    static final Duration LONGEST_LEASE = Duration.ofDays(365);

    private static final Set<String> FIELDS = Set.of("node", "boot", "seq", "kind", "reason", "leaseSeconds");
    private static final Map<String, Notice.Kind> KINDS = Arrays.stream(Notice.Kind.values())
            .collect(Collectors.toUnmodifiableMap(kind -> kind.name().toLowerCase(Locale.ROOT), Function.identity()));

    private NoticeParser() {}

    /**
     * The notice in a body whose signature was verified.
     *
     * @param id whom the key proved to be the sender, and the stamp that was signed; the body must say the same
     * @throws Refusal if a field is unknown, missing, of the wrong type or out of its range
     */
    static Notice parse(MessageId id, byte[] body) throws Refusal {
        JsonFields fields = JsonFields.of(body, FIELDS);
        if (!fields.sender("node").equals(id.sender())) {
            throw Refusal.malformed("node is not the sender in webhook-id, " + id.sender());
        }
        fields.sameStampAs(id);
        Notice.Kind kind = fields.word("kind", KINDS);
        String reason = fields.wordsForPeople("reason");
        return new Notice(id.sender(), id.stamp(), kind, reason == null ? "" : reason, lease(fields));
    }

    private static @Nullable Duration lease(JsonFields fields) throws Refusal {
        Long seconds = fields.wholeOrNull("leaseSeconds", 1, LONGEST_LEASE.toSeconds());
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}

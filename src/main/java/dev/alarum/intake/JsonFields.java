package dev.alarum.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.alarum.node.Demands;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read strictly: known fields only, each of its type and in its range; every complaint names the field. A
 * field that is not given is absent; {@code null} is not a way to leave it out.
 */
public final class JsonFields {
    /** The most characters of a text for people. */
    public static final int MOST_CHARACTERS = 200;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode fields;
    /** Where in the body this object is, for complaints; empty for the body itself. */
    private final String place;

    private JsonFields(JsonNode fields, String place) {
        this.fields = fields;
        this.place = place;
    }

    /**
     * Reads a body.
     *
     * @param known the names of the fields it may have
     * @throws Refusal if it is no JSON object or has another field
     */
    public static JsonFields of(byte[] body, Set<String> known) throws Refusal {
        JsonNode read = read(body);
        if (read == null || !read.isObject()) {
            throw Refusal.malformed("body is no JSON object");
        }
        return new JsonFields(read, "").knowing(known);
    }

    private JsonFields knowing(Set<String> known) throws Refusal {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw Refusal.malformed("field " + place + printable(name) + " is unknown: use "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return this;
    }

    private static @Nullable JsonNode read(byte[] body) throws Refusal {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the input, so only the place is told
            throw Refusal.malformed("body is no JSON, or has a field twice"
                    + Optional.ofNullable(e.getLocation())
                            .map(at -> ": see line " + at.getLineNr() + ", column " + at.getColumnNr())
                            .orElse(""));
        } catch (IOException e) {
            throw Refusal.malformed("body is no JSON in UTF-8");
        }
    }

    /** Whether the field is given. */
    public boolean has(String field) {
        return fields.has(field);
    }

    /** A name. */
    public Name name(String field) throws Refusal {
        try {
            return new Name(text(field));
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(place + field + ": " + e.getMessage());
        }
    }

    /** A sender, {@code NAME} or {@code relay:NAME}. */
    public Sender sender(String field) throws Refusal {
        try {
            return Sender.parse(text(field));
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(place + field + ": " + e.getMessage());
        }
    }

    /** The fields {@code boot} and {@code seq}, which must be those of the id. */
    public void sameStampAs(MessageId id) throws Refusal {
        if (whole("boot", 1, Stamp.MAX) != id.stamp().boot()) {
            throw Refusal.malformed("boot is not that of webhook-id");
        }
        if (whole("seq", 1, Stamp.MAX) != id.stamp().seq()) {
            throw Refusal.malformed("seq is not that of webhook-id");
        }
    }

    /** One of some words, as an enum's constant written in that form. */
    public <E extends Enum<E>> E word(String field, Map<String, E> words) throws Refusal {
        return word(place + field, text(field), words);
    }

    /** A list of such words; absent: empty. */
    public <E extends Enum<E>> List<E> words(String field, Map<String, E> words) throws Refusal {
        List<E> found = new ArrayList<>();
        if (has(field)) {
            JsonNode list = fields.get(field);
            if (!list.isArray()) {
                throw Refusal.malformed(place + field + " is no list of texts");
            }
            for (JsonNode one : list) {
                if (!one.isTextual()) {
                    throw Refusal.malformed(place + field + " has something else than a text in it");
                }
                found.add(word(place + field, one.textValue(), words));
            }
        }
        return found;
    }

    /** Whether a field that may be absent is given as true. */
    public boolean isTrue(String field) throws Refusal {
        if (has(field) && !required(field).isBoolean()) {
            throw Refusal.malformed(place + field + " is neither true nor false");
        }
        return has(field) && required(field).booleanValue();
    }

    /** A whole number. */
    public long whole(String field, long least, long most) throws Refusal {
        JsonNode value = required(field);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw Refusal.malformed(place + field + " is no whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** A whole number that may be absent. */
    public @Nullable Long wholeOrNull(String field, long least, long most) throws Refusal {
        return has(field) ? whole(field, least, most) : null;
    }

    /** A number that may be absent. */
    public @Nullable Double numberOrNull(String field, double least, double most) throws Refusal {
        if (!has(field)) {
            return null;
        }
        JsonNode value = required(field);
        double number = value.doubleValue();
        if (!value.isNumber() || !(number >= least && number <= most)) {
            throw Refusal.malformed(place + field + " is no number from " + (long) least + " to " + (long) most);
        }
        return number;
    }

    /** Words for people that may be absent: at most {@value #MOST_CHARACTERS} printable characters. */
    public @Nullable String wordsForPeople(String field) throws Refusal {
        if (!has(field)) {
            return null;
        }
        String text = text(field);
        if (text.length() > MOST_CHARACTERS || !text.codePoints().allMatch(JsonFields::isPrintable)) {
            throw Refusal.malformed(
                    place + field + " is not a text of at most " + MOST_CHARACTERS + " printable characters");
        }
        return text;
    }

    /** A text of 1 to that many printable ASCII characters without blanks. */
    public String code(String field, int most) throws Refusal {
        String text = text(field);
        if (text.length() > most || !text.matches("[!-~]+")) {
            throw Refusal.malformed(
                    place + field + " is no text of 1 to " + most + " printable characters without blanks");
        }
        return text;
    }

    /** What stands for a field that must not be given here. */
    public <T> T absent(String field, T instead) throws Refusal {
        if (has(field)) {
            throw Refusal.malformed(place + field + " must be left out here");
        }
        return instead;
    }

    /** A text of 1 to that many printable ASCII characters that may be absent. */
    public @Nullable String asciiOrNull(String field, int most) throws Refusal {
        if (!has(field)) {
            return null;
        }
        String text = text(field);
        if (text.length() > most || !text.matches("[ -~]+")) {
            throw Refusal.malformed(place + field + " is no text of 1 to " + most + " printable ASCII characters");
        }
        return text;
    }

    /** Why what was made of this object is refused: each part that is not as demanded, and what was given. */
    public Refusal notMet(Demands.NotMet e) {
        return Refusal.malformed(e.unmet().stream().map(this::notMet).collect(Collectors.joining("; ")));
    }

    private String notMet(Demands.Unmet one) {
        String given = printable(fields.path(one.component()).asText());
        return place + one.component() + " is '" + given + "': " + one.rule() + ", for instance " + one.example();
    }

    /** A list of names; absent: empty. */
    public List<Name> names(String field, int most) throws Refusal {
        List<Name> found = new ArrayList<>();
        for (JsonNode one : list(field, most)) {
            if (!one.isTextual() || !Name.isName(one.textValue())) {
                throw Refusal.malformed(place + field + " has something else than a name in it");
            }
            found.add(new Name(one.textValue()));
        }
        return found;
    }

    /**
     * A list of objects; absent: empty.
     *
     * @param known the names of the fields that each may have
     * @param most how many there may be
     */
    public List<JsonFields> objects(String field, Set<String> known, int most) throws Refusal {
        List<JsonFields> found = new ArrayList<>();
        for (JsonNode one : list(field, most)) {
            if (!one.isObject()) {
                throw Refusal.malformed(place + field + " has something else than an object in it");
            }
            found.add(new JsonFields(one, place + field + "[" + found.size() + "].").knowing(known));
        }
        return found;
    }

    private Iterable<JsonNode> list(String field, int most) throws Refusal {
        if (!has(field)) {
            return List.of();
        }
        JsonNode list = fields.get(field);
        if (!list.isArray() || list.size() > most) {
            throw Refusal.malformed(place + field + " is no list of at most " + most);
        }
        return list;
    }

    private String text(String field) throws Refusal {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw Refusal.malformed(place + field + " is no text");
        }
        return value.textValue();
    }

    private JsonNode required(String field) throws Refusal {
        JsonNode value = fields.get(field);
        if (value == null) {
            throw Refusal.malformed(place + field + " is missing");
        }
        return value;
    }

    private static <E extends Enum<E>> E word(String field, String text, Map<String, E> words) throws Refusal {
        E word = words.get(text);
        if (word == null) {
            throw Refusal.malformed(field + " is '" + printable(text) + "': use one of "
                    + String.join(", ", words.keySet().stream().sorted().toList()));
        }
        return word;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String printable(String text) {
        String ascii = text.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() <= 60 ? ascii : ascii.substring(0, 60) + "…";
    }
}

package dev.alarum.call;

import com.twilio.http.HttpMethod;
import com.twilio.security.RequestValidator;
import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Gather;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Pause;
import dev.alarum.call.Conversation.Turn;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are pressed in calls. Twilio sends each to the hub's public URL; only what Twilio signed over that very
 * URL counts, whatever host, address or path the request itself names.
 */
public final class KeypadBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeypadBinding.class);
    private static final String PATH = "/twilio/key";
    private static final Pattern CALL = Pattern.compile("incident=([1-9][0-9]{0,17})&attempt=([1-9][0-9]{0,8})");
    private static final int REMEMBERED = 1_000;
    private static final int PATIENCE = 8;

    private final @Nullable String publicUrl;
    private final @Nullable RequestValidator validator;
    private final Map<Place, Conversation> conversations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Conversation> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Place(long incident, int attempt) {}

    /**
     * What is answered.
     *
     * @param status of HTTP
     * @param type of the text
     */
    public record Reply(int status, String type, String text) {}

    /**
     * @param publicUrl by which Twilio reaches this hub; null: not at all
     * @param authToken with which Twilio signs
     */
    KeypadBinding(@Nullable URI publicUrl, String authToken) {
        this.publicUrl = publicUrl == null ? null : publicUrl.toString().replaceAll("/+$", "");
        this.validator = publicUrl == null ? null : new RequestValidator(authToken);
    }

    /** Whether a key that is pressed in this call can get here; a test call has no hub that listens. */
    boolean canHear(Attempt attempt) {
        return publicUrl != null && attempt.incident() > 0;
    }

    /** The markup of a call in which keys can be pressed. */
    String markup(Attempt attempt) throws TwiMLException {
        Place place = new Place(attempt.incident(), attempt.attempt());
        Conversation conversation = new Conversation(
                attempt.words(),
                Language.of(attempt.contact().language()),
                attempt.contact().pin(),
                attempt.order().facts().stream().anyMatch(CallFacts::canShutDown));
        synchronized (conversations) {
            conversations.put(place, conversation);
        }
        return new VoiceResponse.Builder()
                .pause(new Pause.Builder().length(1).build())
                .gather(gather(place, conversation, conversation.opening()))
                .gather(gather(place, conversation, conversation.repeated()))
                .say(TwilioBinding.say(conversation.spoken(), conversation.unanswered()))
                .build()
                .toXml();
    }

    private Gather gather(Place place, Conversation conversation, Turn.Ask ask) {
        return new Gather.Builder()
                .action(publicUrl + PATH + "?incident=" + place.incident() + "&attempt=" + place.attempt())
                .method(HttpMethod.POST)
                .numDigits(ask.digits())
                .timeout(PATIENCE)
                .finishOnKey("")
                .say(TwilioBinding.say(conversation.spoken(), ask.words()))
                .build();
    }

    /**
     * What was pressed.
     *
     * @return a {@link KeyPress} that the hub must act on, or the {@link Reply}
     */
    public Object hear(
            @Body byte[] body,
            @Header(Exchange.HTTP_QUERY) @Nullable String query,
            @Header("x-twilio-signature") @Nullable String signature)
            throws TwiMLException {
        if (publicUrl == null || validator == null) {
            return refused(404, "alarum.public-url is not set: no key can be pressed");
        }
        Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
        String url = publicUrl + PATH + (query == null ? "" : "?" + query);
        if (form == null || signature == null || !validator.validate(url, form, signature)) {
            LOGGER.warn("event=key-refused reason=\"not signed by Twilio for {}\"", publicUrl + PATH);
            return refused(403, "X-Twilio-Signature: not a signature of this request to " + publicUrl + PATH);
        }
        Matcher call = CALL.matcher(query == null ? "" : query);
        if (!call.matches()) {
            return refused(400, "incident, attempt: give both as numbers from 1, for instance incident=7&attempt=1");
        }
        return hear(
                new Place(Long.parseLong(call.group(1)), Integer.parseInt(call.group(2))),
                form.getOrDefault("Digits", ""));
    }

    private Object hear(Place place, String digits) throws TwiMLException {
        Conversation conversation = conversation(place);
        if (conversation == null) {
            LOGGER.warn("event=key-unknown incident={} attempt={}", place.incident(), place.attempt());
            Language language = Language.of(Contact.DEFAULT_LANGUAGE);
            Spoken nothing = new Spoken(language.word("voice"), language.word("speaker"), List.of(), "");
            return spoken(nothing, new Turn.End(language.word("key.unknown")), place, null);
        }
        Turn turn = conversation.hear(digits);
        return turn instanceof Turn.Pressed pressed
                ? new KeyPress(place.incident(), place.attempt(), pressed.key())
                : spoken(conversation.spoken(), turn, place, conversation);
    }

    /** What is said when the hub has acted on a key. */
    public Reply told(@ExchangeProperty("press") KeyPress press, @Body KeyAnswer answer) throws TwiMLException {
        LOGGER.info(
                "event=key incident={} attempt={} key={} answer={}",
                press.incident(),
                press.attempt(),
                press.key().digit(),
                answer.word());
        Place place = new Place(press.incident(), press.attempt());
        Conversation conversation = conversation(place);
        if (conversation == null) {
            throw new IllegalStateException("the call was forgotten while its key was acted on");
        }
        return spoken(conversation.spoken(), conversation.told(answer), place, conversation);
    }

    private @Nullable Conversation conversation(Place place) {
        synchronized (conversations) {
            return conversations.get(place);
        }
    }

    private Reply spoken(Spoken voice, Turn turn, Place place, @Nullable Conversation conversation)
            throws TwiMLException {
        VoiceResponse.Builder response = new VoiceResponse.Builder();
        if (turn instanceof Turn.Ask ask && conversation != null) {
            response.gather(gather(place, conversation, ask)).say(TwilioBinding.say(voice, conversation.unanswered()));
        } else if (turn instanceof Turn.End end) {
            response.say(TwilioBinding.say(voice, end.words())).hangup(new Hangup.Builder().build());
        }
        return new Reply(200, "text/xml; charset=utf-8", response.build().toXml());
    }

    private static Reply refused(int status, String reason) {
        return new Reply(status, "text/plain; charset=utf-8", reason + "\n");
    }

    /** The fields of a form; null if it is none, or names one twice. */
    private static @Nullable Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            try {
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                if (form.put(name, value) != null) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return form;
    }
}

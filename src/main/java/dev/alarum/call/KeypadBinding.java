package dev.alarum.call;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Gather;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Pause;
import com.twilio.type.Twiml;
import dev.alarum.call.Answer.Seen;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Callback.Place;
import dev.alarum.call.Conversation.Turn;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes back from calls: the keys that are pressed, who took the call, and how it ended. Twilio sends each to the
 * hub's public URL; only what Twilio signed over that very URL counts.
 */
public final class KeypadBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeypadBinding.class);
    private static final String PATH = "/twilio/key";
    private static final String PROGRESS = "/twilio/progress";
    private static final int REMEMBERED = 1_000;
    private static final int PATIENCE = 8;

    private final @Nullable TwilioSignatureBinding signature;
    private final Map<Place, Conversation> conversations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Conversation> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * What is answered.
     *
     * @param status of HTTP
     * @param type of the text
     */
    public record Reply(int status, String type, String text) {}

    /** @param signature by which Twilio is known; null if it cannot reach this hub at all */
    KeypadBinding(@Nullable TwilioSignatureBinding signature) {
        this.signature = signature;
    }

    /** Whether a key that is pressed in this call can get here; a test call has no hub that listens. */
    public boolean canHear(@Body Attempt attempt) {
        return signature != null && attempt.incident() > 0;
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

    /** Where Twilio tells how the call is, and who took it. */
    public URI progressUrl(@Body Attempt attempt) {
        return URI.create(url(PROGRESS, new Place(attempt.incident(), attempt.attempt())));
    }

    /** When Twilio judges who took the call: at once, or at the end of a machine's greeting, so that a message fits in. */
    public String machineDetection(@Body Attempt attempt) {
        return canHear(attempt) ? "DetectMessageEnd" : "Enable";
    }

    /** Of what Twilio tells: that it rings, that somebody took it, and how it ended. */
    public List<String> progressEvents() {
        return List.of("ringing", "answered", "completed");
    }

    private String url(String path, Place place) {
        if (signature == null) {
            throw new IllegalStateException("alarum.public-url is not set");
        }
        return signature.url(path) + place.query();
    }

    private Gather gather(Place place, Conversation conversation, Turn.Ask ask) {
        return new Gather.Builder()
                .action(url(PATH, place))
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
            @Header("x-twilio-signature") @Nullable String signed)
            throws TwiMLException {
        Object heard = verified(PATH, body, query, signed);
        return heard instanceof Heard key ? hear(key.place(), key.form().getOrDefault("Digits", "")) : heard;
    }

    /**
     * How a call is.
     *
     * @return the {@link Callback}, or the {@link Reply}
     */
    public Object progress(
            @Body byte[] body,
            @Header(Exchange.HTTP_QUERY) @Nullable String query,
            @Header("x-twilio-signature") @Nullable String signed) {
        Object heard = verified(PROGRESS, body, query, signed);
        return heard instanceof Heard news ? progress(news) : heard;
    }

    private static Object progress(Heard heard) {
        Map<String, String> form = heard.form();
        String by = form.getOrDefault("AnsweredBy", "");
        String lasted = form.getOrDefault("CallDuration", "");
        try {
            String word = form.getOrDefault("CallStatus", by.isEmpty() ? "" : Status.IN_PROGRESS.word());
            Status status = Status.ofWord(word);
            int seconds = lasted.isEmpty() ? 0 : Integer.parseInt(lasted);
            Seen seen = new Seen(form.getOrDefault("CallSid", ""), status, by.isEmpty() ? null : by, seconds, null);
            return new Callback(heard.place().incident(), heard.place().attempt(), seen);
        } catch (IllegalArgumentException e) {
            return refused(
                    400,
                    "CallStatus, CallDuration: give a status of Twilio's and whole seconds, for instance"
                            + " CallStatus=completed&CallDuration=12");
        }
    }

    /**
     * What is left on an answering machine; null if what was said in that call is not known any more, or if somebody
     * pressed keys in it, as no machine does.
     */
    public @Nullable Twiml message(@Body Callback machine) throws TwiMLException {
        Conversation conversation = conversation(new Place(machine.incident(), machine.attempt()));
        if (conversation == null || conversation.isWithPerson()) {
            return null;
        }
        return new Twiml(new VoiceResponse.Builder()
                .say(TwilioBinding.say(conversation.spoken(), conversation.message()))
                .hangup(new Hangup.Builder().build())
                .build()
                .toXml());
    }

    private Object verified(String path, byte[] body, @Nullable String query, @Nullable String signed) {
        if (signature == null) {
            return refused(404, "alarum.public-url is not set: no call can come back");
        }
        Map<String, String> form = signature.verified(path, body, query, signed);
        if (form == null) {
            LOGGER.warn("event=callback-refused reason=\"not signed by Twilio for {}\"", signature.url(path));
            return refused(403, "X-Twilio-Signature: not a signature of this request to " + signature.url(path));
        }
        Place place = Place.of(query);
        return place == null
                ? refused(400, "incident, attempt: give both as numbers from 1, for instance incident=7&attempt=1")
                : new Heard(place, form);
    }

    private record Heard(Place place, Map<String, String> form) {}

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

    /** What is answered to the news of a call. */
    public Reply taken() {
        return new Reply(204, "text/plain; charset=utf-8", "");
    }

    private static Reply refused(int status, String reason) {
        return new Reply(status, "text/plain; charset=utf-8", reason + "\n");
    }
}

package dev.alarum.call;

import com.twilio.base.ResourceSet;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Pause;
import com.twilio.twiml.voice.Say;
import com.twilio.type.PhoneNumber;
import com.twilio.type.Twiml;
import dev.alarum.call.Answer.Seen;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.call.TwilioHttpBinding.NoAnswer;
import dev.alarum.call.TwilioHttpBinding.Refusal;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.camel.component.twilio.TwilioComponent;
import org.jspecify.annotations.Nullable;

/** Twilio's words and ours: what the flows hand to camel-twilio, and what its answers mean. */
public final class TwilioBinding {
    private static final Duration RETRY_AFTER_MOST = Duration.ofSeconds(60);
    /** Who is not known, may not, or has no account under that address. */
    private static final Set<Integer> ACCOUNT_REFUSED = Set.of(401, 403, 404);

    private final Twilio account;
    private final Duration ringTimeout;
    private final TwilioHttpBinding http;
    private final TwilioRestClient client;
    private final KeypadBinding keypad;

    TwilioBinding(Twilio account, Duration ringTimeout, CallTimes times, Moments moments, KeypadBinding keypad) {
        this.keypad = keypad;
        this.account = account;
        this.ringTimeout = ringTimeout;
        this.http = new TwilioHttpBinding(account.baseUrl(), times.connect(), times.answer(), moments);
        this.client = client(account, http);
    }

    private static TwilioRestClient client(Twilio account, TwilioHttpBinding http) {
        return new TwilioRestClient.Builder(account.accountSid(), account.authToken())
                .httpClient(http)
                .build();
    }

    /** The client that camel-twilio calls with; it alone holds the credentials. */
    TwilioRestClient client() {
        return client;
    }

    /** camel-twilio for this account. */
    TwilioComponent component() {
        return component(client);
    }

    private static TwilioComponent component(TwilioRestClient client) {
        TwilioComponent component = new TwilioComponent();
        component.setRestClient(client);
        return component;
    }

    /** Where the keys that are pressed get to. */
    KeypadBinding keypad() {
        return keypad;
    }

    /** camel-twilio for that account, for something else than calls. */
    public static TwilioComponent component(Twilio account, Moments moments) {
        CallTimes times = CallTimes.standard();
        return component(
                client(account, new TwilioHttpBinding(account.baseUrl(), times.connect(), times.answer(), moments)));
    }

    /** The HTTP status by which Twilio refused something; empty if it did not answer. */
    public static OptionalInt refusal(Throwable failure) {
        Refusal refusal = cause(failure, Refusal.class);
        return refusal == null ? OptionalInt.empty() : OptionalInt.of(refusal.status());
    }

    /** The number to ring. */
    public PhoneNumber to(Attempt attempt) {
        return new PhoneNumber(attempt.contact().phone());
    }

    /** The number to look calls up by. */
    public PhoneNumber lookedFor(Due.Look look) {
        return new PhoneNumber(look.phone());
    }

    /** The number that rings. */
    public PhoneNumber from() {
        return new PhoneNumber(account.from());
    }

    /** How long it rings, in seconds. */
    public Integer ringSeconds() {
        return Math.toIntExact(ringTimeout.toSeconds());
    }

    /** The text in Twilio's markup. */
    public Twiml twiml(Attempt attempt) throws TwiMLException {
        return new Twiml(keypad.canHear(attempt) ? keypad.markup(attempt) : voiceResponse(attempt.words()));
    }

    /** The text in Twilio's markup: said, repeated. */
    static String voiceResponse(Spoken spoken) throws TwiMLException {
        return new VoiceResponse.Builder()
                .pause(pause())
                .say(say(spoken, spoken.text()))
                .pause(pause())
                .say(say(spoken, spoken.repeat() + " " + spoken.text()))
                .build()
                .toXml();
    }

    private static Pause pause() {
        return new Pause.Builder().length(1).build();
    }

    /** Those words in the voice of that text. */
    static Say say(Spoken spoken, String words) {
        Say.Builder say = new Say.Builder(words).option("language", spoken.voice());
        return (spoken.speaker() == null ? say : say.option("voice", spoken.speaker())).build();
    }

    /** What it means that Twilio answered with a call. */
    Answer placed(@Nullable Call call) {
        if (call == null || call.getSid() == null || call.getStatus() == null) {
            return new Answer.Unsure("unreachable: the answer names no call");
        }
        return new Answer.Placed(seen(call));
    }

    /** What it means that Twilio did not. */
    Answer failed(Throwable failure) {
        Refusal refusal = cause(failure, Refusal.class);
        if (refusal != null) {
            return refused(refusal);
        }
        NoAnswer silence = cause(failure, NoAnswer.class);
        if (silence != null && !silence.maybeSent()) {
            return new Answer.Unreachable(detail("unreachable", silence));
        }
        return new Answer.Unsure(silence == null ? unreadable(failure) : detail("unreachable", silence));
    }

    /** The parser's own message may quote the answer; its kind is enough. */
    private static String unreadable(Throwable failure) {
        return "unreachable: the answer cannot be read, "
                + innermost(failure).getClass().getSimpleName();
    }

    /** The failure all others came from. */
    static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < 20; depth++) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private Answer refused(Refusal refusal) {
        int status = refusal.status();
        if (status == 429) {
            Duration pause = refusal.retryAfter().orElse(Duration.ZERO);
            return new Answer.Busy(
                    detail("busy-provider", refusal), pause.compareTo(RETRY_AFTER_MOST) > 0 ? RETRY_AFTER_MOST : pause);
        }
        if (status == 408 || status >= 500) {
            return new Answer.Unsure(detail("unreachable", refusal));
        }
        if (status < 400) {
            return new Answer.Unreachable(detail("unreachable", refusal));
        }
        String words = detail("refused", refusal);
        return switch (fault(refusal)) {
            case NUMBER -> new Answer.BadNumber(words);
            case ACCOUNT -> new Answer.Refused(words);
            case UNKNOWN -> new Answer.Unreachable(words);
        };
    }

    /** The code says more than the HTTP status, where it is known. */
    private static TwilioCode.Fault fault(Refusal refusal) {
        boolean ofAccount = ACCOUNT_REFUSED.contains(refusal.status());
        return TwilioCode.faultOf(refusal.code())
                .orElse(ofAccount ? TwilioCode.Fault.ACCOUNT : TwilioCode.Fault.UNKNOWN);
    }

    /** The call as fetched. */
    Seen seen(Call call) {
        String duration = call.getDuration();
        return new Seen(
                call.getSid(),
                Status.ofWord(call.getStatus().toString()),
                call.getAnsweredBy(),
                duration == null || duration.isBlank() ? 0 : Integer.parseInt(duration.strip()),
                call.getDateCreated() == null
                        ? null
                        : call.getDateCreated().toInstant().minus(http.ahead()));
    }

    /** The calls of the first page of a list, newest first as Twilio sends them. */
    List<Seen> listed(ResourceSet<Call> calls) {
        calls.setAutoPaging(false);
        List<Seen> seen = new ArrayList<>();
        for (Call call : calls) {
            seen.add(seen(call));
        }
        return seen;
    }

    /** What went wrong, for people, without secrets. */
    String detail(String kind, Throwable failure) {
        String words = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String clean = words.replace(account.authToken(), "…").replaceAll("\\s+", " ");
        return kind + ": " + (clean.length() > 200 ? clean.substring(0, 200) + "…" : clean);
    }

    /** The failure that says most: ours if there is one among the causes. */
    static Throwable root(Throwable failure) {
        Throwable refusal = cause(failure, Refusal.class);
        Throwable silence = cause(failure, NoAnswer.class);
        return refusal != null ? refusal : silence != null ? silence : failure;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /**
     * Tries the credentials by reading the account; takes at most 10 s and rings nobody.
     *
     * @param key under which it is in the settings: {@code alarum.twilio} or {@code alarum.twilio2}
     * @return what is wrong, for people; empty if all is well
     */
    public static Optional<String> problem(String key, Twilio account) {
        TwilioBinding binding = new TwilioBinding(
                account, Duration.ZERO, CallTimes.standard(), Moments.system(), new KeypadBinding(null));
        try {
            Account found = Account.fetcher(account.accountSid()).fetch(binding.client());
            return found.getStatus() == Account.Status.ACTIVE
                    ? Optional.empty()
                    : Optional.of("the account of " + key + " is " + found.getStatus()
                            + ", not active: see console.twilio.com");
        } catch (RuntimeException e) {
            return Optional.of(problem(key, binding, e));
        }
    }

    private static String problem(String key, TwilioBinding binding, RuntimeException e) {
        Refusal refusal = cause(e, Refusal.class);
        if (refusal != null && (refusal.status() == 401 || refusal.status() == 403)) {
            return "Twilio refuses " + key + ".account-sid with " + key + ".auth-token: "
                    + binding.detail("it says", refusal);
        }
        return "Twilio cannot be asked at " + binding.account.baseUrl() + ", " + binding.detail("reason", root(e));
    }
}

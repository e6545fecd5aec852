package dev.alarum.call;

import com.twilio.base.ResourceSet;
import com.twilio.rest.api.v2010.account.Call;
import com.twilio.type.PhoneNumber;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.settings.HubSettings;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.StoreFault;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the flows that carry calls out. Methods that return an update return null when there is nothing to
 * report; the flow tells the rest to the core.
 */
public final class CallBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(CallBinding.class);
    private static final int SHORTEST_HEARD = 10;

    private final LiveCalls calls;
    private final Moments moments;
    private final List<TwilioBinding> accounts;
    private final PrintStream console;
    private final Map<Name, String> spokenNames;

    CallBinding(
            LiveCalls calls,
            Moments moments,
            List<TwilioBinding> accounts,
            PrintStream console,
            Map<Name, String> spokenNames) {
        this.calls = calls;
        this.moments = moments;
        this.accounts = List.copyOf(accounts);
        this.console = console;
        this.spokenNames = spokenNames;
    }

    /** The beans of the phone's flows. */
    public static Map<String, Object> beans(HubSettings settings, Moments moments) {
        return beans(settings, moments, CallTimes.standard());
    }

    /** The beans of the phone's flows, with other times. */
    public static Map<String, Object> beans(HubSettings settings, Moments moments, CallTimes times) {
        Map<String, Object> beans = new LinkedHashMap<>();
        List<TwilioBinding> accounts = accounts(settings, moments, times);
        if (!accounts.isEmpty()) {
            TwilioBinding first = accounts.get(0);
            TwilioBinding last = accounts.get(accounts.size() - 1);
            beans.put("keypad", first.keypad());
            beans.put("twilioBinding", first);
            beans.put("twilioClient", first.client());
            beans.put("twilio-component", first.component());
            // without a second account its endpoints, which every flow names, are never used: no attempt is ever theirs
            beans.put("twilio2-component", last.component());
        }
        LiveCalls calls = new LiveCalls(settings.call().ringTimeout(), times, accounts.size());
        Map<Name, String> spoken = settings.nodes().spoken();
        beans.put("callBinding", new CallBinding(calls, moments, accounts, console(), spoken));
        return beans;
    }

    /** Those that ring, in the order of their numbers; none with the console. */
    private static List<TwilioBinding> accounts(HubSettings settings, Moments moments, CallTimes times) {
        PhoneSettings phone = settings.phone();
        PhoneSettings.Twilio account = phone.twilio();
        if (phone.provider() != PhoneSettings.Provider.TWILIO || account == null) {
            return List.of();
        }
        List<String> tokens = Stream.of(account, phone.second())
                .flatMap(Stream::ofNullable)
                .map(PhoneSettings.Twilio::authToken)
                .toList();
        URI publicUrl = settings.publicUrl();
        KeypadBinding keypad =
                new KeypadBinding(publicUrl == null ? null : new TwilioSignatureBinding(publicUrl, tokens));
        return Stream.of(account, phone.second())
                .flatMap(Stream::ofNullable)
                .map(one -> new TwilioBinding(one, settings.call().ringTimeout(), times, moments, keypad))
                .toList();
    }

    /** The texts have letters that the machine's own setting may not know. */
    private static PrintStream console() {
        return new PrintStream(System.out, true, StandardCharsets.UTF_8);
    }

    /**
     * Takes up what an earlier process left: attempts with an id are followed again, those without are looked for at the
     * provider, and reported as not placed if it does not have them. Their updates come through {@code hub.call} as
     * those of any other attempt.
     *
     * @param attempts all that the store knows, finished ones too
     */
    public void resume(List<AttemptRow> attempts) {
        for (AttemptRow row : attempts) {
            calls.resume(
                    row.incident(),
                    row.attempt(),
                    row.phone(),
                    Instant.ofEpochMilli(row.at()),
                    row.provider(),
                    Status.ofWord(row.status()),
                    row.sid(),
                    moments.now());
        }
    }

    /** The news that the order waited until it was not wanted any more. */
    public CallUpdate notWanted(@Body CallOrder order) {
        return told(new CallUpdate(order.incident(), order.attempt(), Status.NOT_WANTED, null, null, 0, null));
    }

    /** The order taken up, stamped with the time. */
    public Attempt intend(@Body CallOrder order) {
        return new Attempt(order, moments.now().wall(), false, null);
    }

    /** Why the disk would not take the claim, for people, in the words of the store's own flow. */
    public String storeFault(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        return StoreFault.reasonOf(failure);
    }

    /** The attempt that goes on although the disk would not take it. */
    public Attempt goOnFromMemory(@ExchangeProperty("attempt") Attempt attempt, @Body String fault) {
        LOGGER.error(
                "event=claim-not-written incident={} attempt={} reason=\"{}\"",
                attempt.incident(),
                attempt.attempt(),
                fault);
        return attempt.withFailingDisk();
    }

    /**
     * Whether this attempt is ours to dial.
     *
     * @param written how many rows the claim wrote; null if the disk failed
     */
    public boolean isOurs(@Body Attempt attempt, @Header("CamelSqlUpdateCount") @Nullable Integer written) {
        boolean claimed = attempt.diskFails() || (written != null && written > 0);
        boolean ours = claimed && calls.take(attempt, moments.now());
        if (!ours) {
            LOGGER.info("event=claim-lost incident={} attempt={}", attempt.incident(), attempt.attempt());
        }
        return ours;
    }

    /** The attempt with what is to be said. A text that cannot be composed does not keep the phone from ringing. */
    public Attempt compose(@Body Attempt attempt) {
        try {
            return attempt.saying(
                    CallText.of(attempt.contact(), attempt.order().facts(), attempt.diskFails(), spokenNames));
        } catch (RuntimeException e) {
            LOGGER.error("event=text-broken incident={} attempt={}", attempt.incident(), attempt.attempt(), e);
            return attempt.saying(CallText.inNeed(attempt.order().facts()));
        }
    }

    /** The news that the attempt is claimed. */
    public CallUpdate intent(@Body Attempt attempt) {
        return told(new CallUpdate(attempt.incident(), attempt.attempt(), Status.INTENT, null, null, 0, null));
    }

    /** Prints the words in place of a call. */
    public CallUpdate print(@Body Attempt attempt) {
        Contact contact = attempt.contact();
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                "===== CALL to %s (%s) at %s incident=%d attempt=%d =====%n",
                CallText.speakable(contact.name(), 60),
                contact.phone(),
                attempt.at(),
                attempt.incident(),
                attempt.attempt()));
        attempt.words().sentences().forEach(sentence -> out.append(sentence).append(System.lineSeparator()));
        out.append("===== END OF CALL =====").append(System.lineSeparator());
        console.print(out);
        console.flush();
        return told(new CallUpdate(
                attempt.incident(),
                attempt.attempt(),
                Status.COMPLETED,
                "CONSOLE-" + attempt.incident() + "-" + attempt.attempt(),
                "human",
                Math.max(SHORTEST_HEARD, attempt.words().seconds()),
                null));
    }

    /** The attempt that the provider answered with a call. */
    public @Nullable CallUpdate placed(@ExchangeProperty("attempt") Attempt attempt, @Body @Nullable Call call) {
        return answered(attempt, twilio(attempt.provider()).placed(call));
    }

    /** The attempt that the provider did not answer with a call. */
    public @Nullable CallUpdate notPlaced(
            @ExchangeProperty("attempt") Attempt attempt,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        Answer answer = twilio(attempt.provider()).failed(failure);
        LOGGER.warn(
                "event=call-not-placed incident={} attempt={} answer=\"{}\"",
                attempt.incident(),
                attempt.attempt(),
                answer);
        return answered(attempt, answer);
    }

    /** The attempt whose flow broke: whether the provider has the call is not known. */
    public @Nullable CallUpdate broken(
            @ExchangeProperty("attempt") @Nullable Attempt attempt,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        LOGGER.error("event=call-flow-broken", failure);
        return attempt == null
                ? null
                : answered(attempt, new Answer.Unsure("unreachable: the hub failed while dialling"));
    }

    private @Nullable CallUpdate answered(Attempt attempt, Answer answer) {
        return toldIfAny(calls.answered(attempt.incident(), attempt.attempt(), answer, moments.now()));
    }

    /** What is to be done now about the attempts that are not over. */
    public List<Due> due() {
        List<Due> due = calls.due(moments.now());
        for (Due one : due) {
            if (one instanceof Due.Report report) {
                told(report.update());
            }
        }
        return due;
    }

    /** A followed call as it is now. */
    public @Nullable CallUpdate fetched(@ExchangeProperty("due") Due.Fetch due, @Body Call call) {
        return toldIfAny(calls.fetched(
                due.incident(), due.attempt(), twilio(due.provider()).seen(call)));
    }

    /** A followed call of which Twilio tells by itself how it is; null if that is no news, or not of this call. */
    public @Nullable CallUpdate calledBack(@ExchangeProperty("callback") Callback callback) {
        return toldIfAny(calls.calledBack(callback));
    }

    /** The message could not be left: the call says its whole text instead, and counts as not answered all the same. */
    public void notLeft(
            @ExchangeProperty("callback") Callback callback,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        LOGGER.warn(
                "event=message-not-left incident={} attempt={} reason=\"{}\"",
                callback.incident(),
                callback.attempt(),
                failure.getClass().getSimpleName());
    }

    /** Whether the second account has that call. */
    public boolean isOfSecond(@ExchangeProperty("callback") Callback callback) {
        return calls.providerOf(callback.incident(), callback.attempt()) == 2;
    }

    /** A followed call that could not be asked about. */
    public @Nullable CallUpdate notFetched(
            @ExchangeProperty("due") Due.Fetch due, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        String detail = twilio(due.provider()).detail("unreachable", TwilioBinding.root(failure));
        LOGGER.warn(
                "event=call-not-fetched incident={} attempt={} reason=\"{}\"", due.incident(), due.attempt(), detail);
        return toldIfAny(calls.fetchFailed(due.incident(), due.attempt(), detail, moments.now()));
    }

    /** The provider's calls to the number of an attempt that nobody knows the fate of. */
    public @Nullable CallUpdate listed(@ExchangeProperty("due") Due.Look due, @Body ResourceSet<Call> calls) {
        return looked(due, twilio(due.provider()).listed(calls));
    }

    /** The provider's list could not be had: as if it were empty, for in doubt the phone rings twice. */
    public @Nullable CallUpdate notListed(
            @ExchangeProperty("due") Due.Look due, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        LOGGER.warn(
                "event=calls-not-listed incident={} attempt={} reason=\"{}\"",
                due.incident(),
                due.attempt(),
                twilio(due.provider()).detail("unreachable", TwilioBinding.root(failure)));
        return looked(due, List.of());
    }

    private @Nullable CallUpdate looked(Due.Look due, List<Answer.Seen> listed) {
        return toldIfAny(calls.looked(due.incident(), due.attempt(), listed, moments.now()));
    }

    /** The number that rings in that attempt. */
    public PhoneNumber from(@Body Attempt attempt) {
        return twilio(attempt.provider()).from();
    }

    /** The number that rang in the call that is looked for. */
    public PhoneNumber lookedFrom(@Body Due.Look look) {
        return twilio(look.provider()).from();
    }

    private TwilioBinding twilio(int provider) {
        if (provider > accounts.size()) {
            throw new IllegalStateException("provider " + provider + " is not configured");
        }
        return accounts.get(provider - 1);
    }

    private static @Nullable CallUpdate toldIfAny(Optional<CallUpdate> update) {
        return update.map(CallBinding::told).orElse(null);
    }

    private static CallUpdate told(CallUpdate update) {
        LOGGER.info(
                "event=call incident={} attempt={} status={} sid={} answeredBy={} seconds={} detail=\"{}\"",
                update.incident(),
                update.attempt(),
                update.status().word(),
                update.sid() == null ? "-" : update.sid(),
                update.answeredBy() == null ? "-" : update.answeredBy(),
                update.durationSeconds(),
                update.detail() == null ? "" : update.detail());
        return update;
    }
}

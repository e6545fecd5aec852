package dev.alarum.message;

import com.twilio.type.PhoneNumber;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.call.TwilioBinding;
import dev.alarum.message.MessageSettings.Sms;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.status.News;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A digest as an SMS. */
public final class SmsBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(SmsBinding.class);

    /** Two or three parts of an SMS, as they are billed. */
    static final int LONGEST = 300;

    /** So long after a failure of the first account SMS go to the second one at once. */
    private static final Duration LEFT_ALONE = Duration.ofMinutes(5);

    private static final int BAD_REQUEST = 400;

    /** What the flows call the first account. */
    private static final String FIRST = "alarum.twilio";

    private final Sms sms;
    private final Twilio first;
    private final @Nullable Twilio second;
    private final Wording wording;
    private final Moments moments;
    private final SmsCap cap;
    private volatile @Nullable Moment firstFailed;

    /**
     * @param first the account that SMS go through
     * @param second the one that takes over where that does not take them; null: none
     */
    SmsBinding(Sms sms, Twilio first, @Nullable Twilio second, Wording wording, Moments moments) {
        this.sms = sms;
        this.first = first;
        this.second = second;
        this.wording = wording;
        this.moments = moments;
        this.cap = new SmsCap(sms.maxPerHour());
    }

    /** Whether it is worth an SMS. */
    public boolean wants(@Body News news) {
        return MessageBinding.carries(sms.tells(), news);
    }

    /** Whether the hour has an SMS left for it; each number counts by itself, and all get the same. */
    public boolean isWithinCap(@Body Digest digest) {
        boolean may = cap.take(digest.urgency(), moments.now());
        if (!may) {
            LOGGER.warn(
                    "event=message-held channel=sms news={} reason=\"{} were sent within an hour\"",
                    digest.news().size() + digest.more(),
                    sms.maxPerHour());
        }
        return may;
    }

    /** One for each number. */
    public List<SmsOrder> orders(@Body Digest digest) {
        String text = "Alarum: " + wording.brief(digest, LONGEST);
        return sms.to().stream().map(to -> new SmsOrder(to, text)).toList();
    }

    /** The number it goes to. */
    public PhoneNumber to(@Body SmsOrder order) {
        return new PhoneNumber(order.to());
    }

    /** The text. */
    public String text(@Body SmsOrder order) {
        return order.text();
    }

    /** The number it comes from where the first account carries it. */
    public PhoneNumber from() {
        return new PhoneNumber(first.from());
    }

    /** The number it comes from where the second account carries it; the first one's where there is none. */
    public PhoneNumber secondFrom() {
        return new PhoneNumber(second == null ? first.from() : second.from());
    }

    /** Whether the first account is left alone for now: else each number would wait anew for all of its tries. */
    public boolean isFirstLeftAlone() {
        Moment failed = firstFailed;
        return second != null && failed != null && moments.now().since(failed).compareTo(LEFT_ALONE) < 0;
    }

    /** Whether another account could carry what that one did not. */
    public boolean hasAnother(@ExchangeProperty("account") String account) {
        return second != null && account.equals(FIRST);
    }

    /** Notes that an account has given an SMS up, and writes down if the second one gets it now. */
    public void gaveUp(
            @ExchangeProperty("account") String account,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        if (!hasAnother(account)) {
            // the first one may well be better by now
            firstFailed = null;
            return;
        }
        OptionalInt refusal = TwilioBinding.refusal(failure);
        // what is wrong with one SMS says nothing of the account
        if (refusal.isEmpty() || refusal.getAsInt() != BAD_REQUEST) {
            firstFailed = moments.now();
        }
        LOGGER.warn(
                "event=message-passed-on channel=sms to=alarum.twilio2 reason=\"{}\"",
                refusal.isPresent() ? "HTTP " + refusal.getAsInt() : "no answer that can be used");
    }
}

package dev.alarum.message;

import com.twilio.type.PhoneNumber;
import dev.alarum.message.MessageSettings.Sms;
import dev.alarum.node.Moments;
import dev.alarum.status.News;
import java.util.List;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A digest as an SMS. */
public final class SmsBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(SmsBinding.class);

    /** Two or three parts of an SMS, as they are billed. */
    static final int LONGEST = 300;

    private final Sms sms;
    private final String from;
    private final Wording wording;
    private final Moments moments;
    private final SmsCap cap;

    SmsBinding(Sms sms, String from, Wording wording, Moments moments) {
        this.sms = sms;
        this.from = from;
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

    /** The text. */
    public String text(@Body Digest digest) {
        return "Alarum: " + wording.brief(digest, LONGEST);
    }

    /** The numbers it goes to. */
    public List<PhoneNumber> numbers() {
        return sms.to().stream().map(PhoneNumber::new).toList();
    }

    /** The number it comes from. */
    public PhoneNumber from() {
        return new PhoneNumber(from);
    }
}

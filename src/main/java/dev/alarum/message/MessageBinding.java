package dev.alarum.message;

import dev.alarum.call.PhoneSettings;
import dev.alarum.call.TwilioBinding;
import dev.alarum.message.MessageSettings.Mail;
import dev.alarum.message.MessageSettings.Ntfy;
import dev.alarum.message.MessageSettings.Sms;
import dev.alarum.message.MessageSettings.Webhook;
import dev.alarum.node.Moments;
import dev.alarum.settings.HubSettings;
import dev.alarum.status.News;
import dev.alarum.status.NewsCode;
import dev.alarum.status.NewsCode.Urgency;
import jakarta.mail.AuthenticationFailedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all channels have in common: whether a failure is worth another try, and what is said of a message that is lost. */
public final class MessageBinding {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageBinding.class);

    /** So often a message is tried. */
    static final int TRIES = 5;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** By so many percent a pause is shorter or longer than it would be. */
    private static final double RANDOM_PART = 30;

    /** So much a message for people may hold; a phone shows less. */
    private static final int LINES = 50;

    /** Each alert is for a program, which must learn of every end. */
    private static final int ALERTS = 1000;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{4,}={0,2}");

    private final List<String> secrets;

    MessageBinding(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** The beans of the channels' flows; of a channel that is not configured, none. */
    public static Map<String, Object> beans(HubSettings settings, Moments moments) {
        MessageSettings messages = settings.messages();
        PhoneSettings.Twilio account = settings.phone().twilio();
        Wording wording = new Wording(ZoneId.systemDefault(), settings.publicUrl());
        List<String> secrets = new ArrayList<>();
        Map<String, Object> beans = new LinkedHashMap<>();
        Mail mail = messages.mail();
        if (mail != null) {
            MailBinding binding = new MailBinding(mail, wording);
            beans.put("mailOutbox", new Outbox(LINES));
            beans.put("mailMessage", binding);
            beans.put("mailSession", MailBinding.session(mail));
            addTo(secrets, mail.password());
        }
        Sms sms = messages.sms();
        if (sms != null && account != null) {
            beans.put("smsOutbox", new Outbox(LINES));
            PhoneSettings.Twilio second = settings.phone().second();
            beans.put("smsMessage", new SmsBinding(sms, account, second, wording, moments));
            if (settings.phone().provider() != PhoneSettings.Provider.TWILIO) {
                beans.put("twilio-component", TwilioBinding.component(account, moments));
                // without a second account its endpoint, which the flow names, is never used
                beans.put("twilio2-component", TwilioBinding.component(second == null ? account : second, moments));
            }
            addTo(secrets, account.authToken());
            addTo(secrets, second == null ? null : second.authToken());
        }
        Webhook webhook = messages.webhook();
        if (webhook != null) {
            beans.put("webhookOutbox", new Outbox(ALERTS));
            beans.put("webhookMessage", new WebhookBinding(webhook, page(settings)));
            beans.put("webhookClient", new ChannelClientBinding(webhook.token(), webhook.tokenAs(), null));
            addTo(secrets, webhook.token());
        }
        Ntfy ntfy = messages.ntfy();
        if (ntfy != null) {
            beans.put("ntfyOutbox", new Outbox(LINES));
            beans.put("ntfyMessage", new NtfyBinding(ntfy, wording));
            beans.put("ntfyClient", new ChannelClientBinding(ntfy.token(), Webhook.DEFAULT_TOKEN_AS, ntfy.topic()));
            addTo(secrets, ntfy.token());
            secrets.add(ntfy.topic());
        }
        beans.put("messages", new MessageBinding(secrets));
        beans.put("messageRetry", retry(messages.retry()));
        return beans;
    }

    private static RedeliveryPolicy retry(Duration first) {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setRedeliveryDelay(first.toMillis());
        policy.setUseExponentialBackOff(true);
        policy.setBackOffMultiplier(4);
        policy.setMaximumRedeliveryDelay(LONGEST_PAUSE.toMillis());
        // so that many hubs, and many ways out of one, do not knock in step at what comes back; the longest pause holds
        policy.setUseCollisionAvoidance(true);
        policy.setCollisionAvoidancePercent(RANDOM_PART);
        policy.setAllowRedeliveryWhileStopping(false);
        policy.setLogHandled(false);
        policy.setLogRetryAttempted(false);
        return policy;
    }

    private static void addTo(List<String> secrets, @Nullable String secret) {
        if (secret != null) {
            secrets.add(secret);
        }
    }

    /** Where the hub's page is: programs want a URL with every alert. */
    private static URI page(HubSettings settings) {
        URI known = settings.publicUrl();
        if (known != null) {
            return known;
        }
        String scheme = settings.server().certificate() == null ? "http" : "https";
        return URI.create(scheme + "://" + hostName() + ":" + settings.server().port());
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9.-]+") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Whether a channel of these urgencies carries it. News of a channel goes by none: a message is not about messages. */
    static boolean carries(List<Urgency> tells, News news) {
        boolean isOfChannels = NewsCode.of(news.code())
                .filter(code -> code.trouble().equals(NewsCode.CHANNEL_FAILED.word()))
                .isPresent();
        return !isOfChannels && tells.contains(news.urgency());
    }

    /** Whether to try again: not for ever, and not what the other side has refused for good. */
    public boolean isWorthARetry(
            @Header(Exchange.REDELIVERY_COUNTER) @Nullable Integer tried,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        return (tried == null || tried < TRIES) && !isRefusal(failure);
    }

    private static boolean isRefusal(Throwable failure) {
        OptionalInt twilio = TwilioBinding.refusal(failure);
        if (twilio.isPresent()) {
            return isRefusal(twilio.getAsInt());
        }
        for (Throwable cause : causes(failure)) {
            if (cause instanceof HttpOperationFailedException http) {
                return isRefusal(http.getStatusCode());
            }
            if (cause instanceof AuthenticationFailedException) {
                return true;
            }
            if (cause instanceof SMTPSendFailedException smtp) {
                return smtp.getReturnCode() >= 500;
            }
            if (cause instanceof SMTPAddressFailedException smtp) {
                return smtp.getReturnCode() >= 500;
            }
        }
        return false;
    }

    private static boolean isRefusal(int status) {
        return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
    }

    /** Writes down that a message is lost. @return why, for people, without secrets */
    public String lost(
            @ExchangeProperty("channel") String channel,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure) {
        String reason = reason(failure);
        LOGGER.error("event=message-lost channel={} reason=\"{}\"", channel, reason);
        return reason;
    }

    private String reason(Throwable failure) {
        List<Throwable> causes = causes(failure);
        Throwable innermost = causes.get(causes.size() - 1);
        String words = innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
        for (Throwable cause : causes) {
            if (cause instanceof HttpOperationFailedException http) {
                words = "HTTP " + http.getStatusCode();
            }
        }
        for (String secret : secrets) {
            words = words.replace(secret, "…");
        }
        String shown = BASE64.matcher(words).replaceAll(word -> hides(word.group()) ? "…" : word.group());
        String line = shown.replaceAll("[\\p{Cntrl}\"]+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /** A mail server may repeat the login as it was told it: in Base64. */
    private boolean hides(String base64) {
        try {
            String plain = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return secrets.stream().anyMatch(plain::contains);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}

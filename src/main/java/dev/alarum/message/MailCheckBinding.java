package dev.alarum.message;

import dev.alarum.message.MessageSettings.Mail;
import dev.alarum.net.NoAnswer;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Tries the mail server of the settings as a mail would, up to the login, and sends nothing. */
public final class MailCheckBinding {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** What a server says of itself in a code cannot repeat what it was told. */
    private static final Pattern CODES = Pattern.compile("[2-5][0-9]{2}([ -][245]\\.[0-9]{1,3}\\.[0-9]{1,3})?");

    private final Mail mail;

    private MailCheckBinding(Mail mail) {
        this.mail = mail;
    }

    /** What is wrong, in words for people and without secrets; empty if a mail would be taken. Takes up to a minute. */
    public static Optional<String> problem(Mail mail) {
        return problem(mail, CONNECT, ANSWER);
    }

    /** As {@link #problem(Mail)}, with other times for the connection and for each answer. */
    static Optional<String> problem(Mail mail, Duration connect, Duration answer) {
        MailCheckBinding check = new MailCheckBinding(mail);
        try (Transport transport = MailBinding.session(mail, connect, answer).getTransport("smtp")) {
            transport.connect();
            return check.login(transport);
        } catch (MessagingException e) {
            return Optional.of(check.words(e));
        }
    }

    /** A server that offers no login is spoken to without one, which looks like success. */
    private Optional<String> login(Transport transport) {
        boolean offered = transport instanceof SMTPTransport smtp && smtp.supportsExtension("AUTH");
        return mail.user() == null || offered
                ? Optional.empty()
                : Optional.of("alarum.mail.user: " + server() + " offers no login for " + mail.user()
                        + "; take its port for sending mail (587 or 465), or leave user and password out");
    }

    private String words(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return "alarum.mail.password: " + server() + " refuses the login of " + mail.user() + code(failure)
                    + "; give user and password of the mailbox, or a password for apps where its provider wants one";
        }
        List<Throwable> causes = causes(failure);
        if (has(causes, UnknownHostException.class)) {
            return "alarum.mail.host: " + mail.host() + ": " + NoAnswer.words(failure)
                    + "; give the SMTP server (outgoing mail) that the provider of the mailbox names";
        }
        if (has(causes, GeneralSecurityException.class)) {
            return "alarum.mail." + (mail.fingerprints().isEmpty() ? "host: " : "fingerprints: ") + server() + ": "
                    + NoAnswer.words(failure) + trust();
        }
        if (has(causes, SSLException.class) || says(failure, "STARTTLS")) {
            return "alarum.mail.tls: " + server() + ": " + protection(causes, failure)
                    + "; starttls goes with port 587, tls with 465, none with 25";
        }
        if (has(causes, ConnectException.class)) {
            return "alarum.mail.port: " + server() + ": " + NoAnswer.words(failure)
                    + "; is the port right, and is the way out open?";
        }
        if (has(causes, SocketTimeoutException.class)) {
            return "alarum.mail.port: " + server() + ": " + NoAnswer.words(failure)
                    + "; a port that wants alarum.mail.tls=tls (465) says nothing to others";
        }
        return "alarum.mail.host: " + server() + ": no mail server that can be used" + code(failure);
    }

    private String protection(List<Throwable> causes, MessagingException failure) {
        return has(causes, SSLException.class) ? NoAnswer.words(failure) : "it offers no STARTTLS";
    }

    private String trust() {
        return mail.fingerprints().isEmpty()
                ? "; give the name that its certificate bears; of a certificate that it has signed itself, put the"
                        + " SHA-256 fingerprint into alarum.mail.fingerprints (docs/messages.md)"
                : "; compare it at the server itself before you change the setting";
    }

    private String server() {
        return mail.host() + ":" + mail.port();
    }

    private static String code(MessagingException failure) {
        Matcher codes = CODES.matcher(failure.getMessage() == null ? "" : failure.getMessage());
        return codes.find() ? " (it says " + codes.group() + ")" : "";
    }

    private static boolean says(MessagingException failure, String word) {
        return failure.getMessage() != null && failure.getMessage().contains(word);
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, one -> one != null, Throwable::getCause)
                .limit(20)
                .toList();
    }
}

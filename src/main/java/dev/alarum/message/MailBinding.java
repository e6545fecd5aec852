package dev.alarum.message;

import dev.alarum.message.MessageSettings.Mail;
import dev.alarum.net.PinnedCertificates;
import dev.alarum.status.News;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.Body;

/** A digest as a mail. The password is known to the session only. */
public final class MailBinding {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Mail mail;
    private final Wording wording;

    MailBinding(Mail mail, Wording wording) {
        this.mail = mail;
        this.wording = wording;
    }

    /** Whether it is to be mailed. */
    public boolean wants(@Body News news) {
        return MessageBinding.carries(mail.tells(), news);
    }

    /** The subject. */
    public String subject(@Body Digest digest) {
        return wording.subject(digest);
    }

    /** The text. */
    public String text(@Body Digest digest) {
        return wording.lines(digest);
    }

    /** The way to the server. */
    static Session session(Mail mail) {
        return session(mail, CONNECT, ANSWER);
    }

    /**
     * The way to the server.
     *
     * @param connect how long the connection may take
     * @param answer how long each answer may take
     */
    static Session session(Mail mail, Duration connect, Duration answer) {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", mail.host());
        properties.put("mail.smtp.port", Integer.toString(mail.port()));
        properties.put("mail.smtp.connectiontimeout", Long.toString(connect.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(answer.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(answer.toMillis()));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(mail.tls() == Mail.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(mail.tls() == Mail.Tls.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(mail.tls() == Mail.Tls.TLS));
        trust(mail, properties);
        return login(mail, properties);
    }

    private static void trust(Mail mail, Properties properties) {
        boolean pinned = !mail.fingerprints().isEmpty();
        properties.put("mail.smtp.ssl.checkserveridentity", Boolean.toString(!pinned));
        if (pinned) {
            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    PinnedCertificates.context(mail.fingerprints(), "alarum.mail.fingerprints")
                            .getSocketFactory());
            // else what the fingerprints refuse is tried again with the system's trust store
            properties.put("mail.smtp.socketFactory.fallback", "false");
        }
    }

    private static Session login(Mail mail, Properties properties) {
        String user = mail.user();
        String password = mail.password();
        if (user == null || password == null) {
            return Session.getInstance(properties);
        }
        properties.put("mail.smtp.auth", "true");
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password);
            }
        });
    }
}

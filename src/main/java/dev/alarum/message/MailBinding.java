package dev.alarum.message;

import dev.alarum.message.MessageSettings.Mail;
import dev.alarum.status.News;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.util.Properties;
import org.apache.camel.Body;

/** A digest as a mail. The password is known to the session only. */
public final class MailBinding {
    private static final String CONNECT = "10000";
    private static final String ANSWER = "20000";

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
    Session session() {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", mail.host());
        properties.put("mail.smtp.port", Integer.toString(mail.port()));
        properties.put("mail.smtp.connectiontimeout", CONNECT);
        properties.put("mail.smtp.timeout", ANSWER);
        properties.put("mail.smtp.writetimeout", ANSWER);
        properties.put("mail.smtp.starttls.enable", Boolean.toString(mail.tls() == Mail.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(mail.tls() == Mail.Tls.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(mail.tls() == Mail.Tls.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
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

package dev.alarum.flow;

import dev.alarum.e2e.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server on loopback that speaks as much SMTP (RFC 5321, 4954, 3207) as a client of ours needs. */
public final class MailServer implements AutoCloseable {
    /** A mail that was taken: who it is for on the envelope, and all of it as it came. */
    public record Mail(List<String> to, String text) {}

    private final ServerSocket door;
    private final String login;
    private final @Nullable TestCertificate upgrade;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> callers = new CopyOnWriteArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private volatile boolean mute;

    /**
     * @param login what must be given; empty: nothing
     * @param upgrade for STARTTLS, without which no mail is taken; null: not offered
     * @param fromTheStart for TLS from the start; null: none
     */
    private MailServer(String login, @Nullable TestCertificate upgrade, @Nullable TestCertificate fromTheStart) {
        this.login = login;
        this.upgrade = upgrade;
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            door = fromTheStart == null
                    ? new ServerSocket(0, 50, here)
                    : fromTheStart.server().getServerSocketFactory().createServerSocket(0, 50, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** One that anybody may use. */
    public static MailServer open() {
        return new MailServer("", null, null);
    }

    /** One that wants a login. */
    public static MailServer with(String user, String password) {
        return new MailServer(login(user, password), null, null);
    }

    /** One that wants a login, and TLS by STARTTLS before it. */
    public static MailServer upgrading(String user, String password, TestCertificate certificate) {
        return new MailServer(login(user, password), certificate, null);
    }

    /** One that wants a login, and speaks TLS only. */
    public static MailServer protectedBy(String user, String password, TestCertificate certificate) {
        return new MailServer(login(user, password), null, certificate);
    }

    private static String login(String user, String password) {
        return "\0" + user + "\0" + password;
    }

    /** The next mails are answered so when they are offered, for instance {@code 451 4.7.1 later}. */
    public MailServer answers(String... next) {
        synchronized (answers) {
            answers.addAll(Arrays.asList(next));
        }
        return this;
    }

    /** From now on it takes connections and says nothing, or speaks again. */
    public void mute(boolean isMute) {
        mute = isMute;
    }

    public int port() {
        return door.getLocalPort();
    }

    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** How often a mail was offered. */
    long offers() {
        return commands.stream().filter(line -> line.startsWith("MAIL FROM")).count();
    }

    /** All that clients said, but the mails themselves. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                callers.add(caller);
                daemon(() -> serve(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            if (mute) {
                reader(caller).readLine();
                return;
            }
            PrintStream out = writer(caller);
            say(out, "220 mail.test ESMTP");
            if (talk(reader(caller), out, upgrade != null) && upgrade != null) {
                SSLSocket secret = (SSLSocket)
                        upgrade.server().getSocketFactory().createSocket(caller, null, caller.getPort(), true);
                secret.setUseClientMode(false);
                commands.add("(protected)");
                talk(reader(secret), writer(secret), false);
            }
        } catch (IOException e) {
            // the other side has gone
            commands.add("(gone)");
        }
    }

    private static BufferedReader reader(Socket caller) throws IOException {
        return new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
    }

    private static PrintStream writer(Socket caller) throws IOException {
        return new PrintStream(caller.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** @return whether it goes on protected */
    private boolean talk(BufferedReader in, PrintStream out, boolean isToBeProtected) throws IOException {
        boolean known = login.isEmpty();
        List<String> to = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                String offer = isToBeProtected ? "STARTTLS" : login.isEmpty() ? "8BITMIME" : "AUTH PLAIN";
                say(out, "250-mail.test\r\n250 " + offer);
            } else if (command.equals("STARTTLS") && isToBeProtected) {
                say(out, "220 2.0.0 go on");
                return true;
            } else if (command.startsWith("AUTH PLAIN")) {
                known = isKnown(line, in, out);
                say(out, known ? "235 2.7.0 welcome" : "535 5.7.8 who is " + line);
            } else if (command.startsWith("MAIL FROM")) {
                to.clear();
                say(out, isToBeProtected ? "530 5.7.0 protect it first" : known ? next() : "530 5.7.0 log in first");
            } else if (command.startsWith("RCPT TO")) {
                to.add(line.replaceAll(".*<(.*)>.*", "$1"));
                say(out, "250 2.1.5 ok");
            } else if (command.equals("DATA")) {
                say(out, "354 go on");
                mails.add(new Mail(List.copyOf(to), data(in)));
                say(out, "250 2.0.0 taken");
            } else if (command.equals("QUIT")) {
                say(out, "221 2.0.0 bye");
                return false;
            } else {
                say(out, command.equals("RSET") || command.equals("NOOP") ? "250 2.0.0 ok" : "502 5.5.1 what?");
            }
        }
        return false;
    }

    private boolean isKnown(String line, BufferedReader in, PrintStream out) throws IOException {
        String word = line.substring("AUTH PLAIN".length()).strip();
        if (word.isEmpty()) {
            say(out, "334 ");
            word = in.readLine();
        }
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8).endsWith(login);
    }

    private String next() {
        synchronized (answers) {
            return answers.isEmpty() ? "250 2.1.0 ok" : answers.remove();
        }
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        return text.toString();
    }

    private static void say(PrintStream out, String answer) {
        out.print(answer + "\r\n");
        out.flush();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket caller : callers) {
            caller.close();
        }
    }
}

package dev.alarum.flow;

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

/** A mail server on loopback that speaks as much SMTP (RFC 5321, 4954) as a client of ours needs, without TLS. */
final class MailServer implements AutoCloseable {
    /** A mail that was taken: who it is for on the envelope, and all of it as it came. */
    record Mail(List<String> to, String text) {}

    private final ServerSocket door;
    private final String login;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> callers = new CopyOnWriteArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private volatile boolean mute;

    /** @param login what must be given; empty: nothing */
    private MailServer(String login) {
        this.login = login;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** One that anybody may use. */
    static MailServer open() {
        return new MailServer("");
    }

    /** One that wants a login. */
    static MailServer with(String user, String password) {
        return new MailServer("\0" + user + "\0" + password);
    }

    /** The next mails are answered so when they are offered, for instance {@code 451 4.7.1 later}. */
    MailServer answers(String... next) {
        synchronized (answers) {
            answers.addAll(Arrays.asList(next));
        }
        return this;
    }

    /** From now on it takes connections and says nothing, or speaks again. */
    void mute(boolean isMute) {
        mute = isMute;
    }

    int port() {
        return door.getLocalPort();
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** How often a mail was offered. */
    long offers() {
        return commands.stream().filter(line -> line.startsWith("MAIL FROM")).count();
    }

    /** All that clients said, but the mails themselves. */
    List<String> commands() {
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
        try (caller;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
            if (mute) {
                in.readLine();
                return;
            }
            say(out, "220 mail.test ESMTP");
            talk(in, out);
        } catch (IOException e) {
            // the other side has gone
            commands.add("(gone)");
        }
    }

    private void talk(BufferedReader in, PrintStream out) throws IOException {
        boolean known = login.isEmpty();
        List<String> to = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                say(out, login.isEmpty() ? "250 mail.test" : "250-mail.test\r\n250 AUTH PLAIN");
            } else if (command.startsWith("AUTH PLAIN")) {
                known = isKnown(line, in, out);
                say(out, known ? "235 2.7.0 welcome" : "535 5.7.8 who is " + line);
            } else if (command.startsWith("MAIL FROM")) {
                to.clear();
                say(out, known ? next() : "530 5.7.0 log in first");
            } else if (command.startsWith("RCPT TO")) {
                to.add(line.replaceAll(".*<(.*)>.*", "$1"));
                say(out, "250 2.1.5 ok");
            } else if (command.equals("DATA")) {
                say(out, "354 go on");
                mails.add(new Mail(List.copyOf(to), data(in)));
                say(out, "250 2.0.0 taken");
            } else if (command.equals("QUIT")) {
                say(out, "221 2.0.0 bye");
                return;
            } else {
                say(out, command.equals("RSET") || command.equals("NOOP") ? "250 2.0.0 ok" : "502 5.5.1 what?");
            }
        }
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

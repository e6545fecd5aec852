package dev.alarum.role;

import dev.alarum.notice.NoticeRequest;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a running agent for its own machine: {@code agent.sock} in the data folder, mode 0600. One line asks, a
 * line {@code taken} says that somebody listens, one line answers: an exit code, a blank, words for people.
 */
final class AgentSocket implements Closeable {
    /** The file's name in the data folder. */
    static final String FILE = "agent.sock";
    /** The first line of each answer. */
    static final String TAKEN = "taken";

    private static final Logger LOGGER = LoggerFactory.getLogger(AgentSocket.class);
    private static final int LONGEST_REQUEST = 4096;

    private final Path file;
    private final ServerSocketChannel door;
    private final Function<NoticeRequest, AgentAnswer> answer;

    private AgentSocket(Path file, ServerSocketChannel door, Function<NoticeRequest, AgentAnswer> answer) {
        this.file = file;
        this.door = door;
        this.answer = answer;
    }

    /**
     * Opens the door.
     *
     * @throws IOException if another agent holds it, or it cannot be made
     */
    static AgentSocket open(Path dataFolder, Function<NoticeRequest, AgentAnswer> answer) throws IOException {
        Path file = dataFolder.resolve(FILE);
        if (isHeld(file)) {
            throw new IOException("another agent runs on the data folder " + dataFolder);
        }
        Path fresh = dataFolder.resolve(FILE + ".new");
        Files.createDirectories(dataFolder);
        Files.deleteIfExists(fresh);
        ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            door.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            door.close();
            throw e;
        }
        AgentSocket socket = new AgentSocket(file, door, answer);
        daemon("agent-socket", socket::accept);
        return socket;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        door.close();
    }

    private static boolean isHeld(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return other.isConnected();
        } catch (IOException e) {
            // what an agent that was killed left behind
            return false;
        }
    }

    private void accept() {
        while (door.isOpen()) {
            try {
                SocketChannel caller = door.accept();
                daemon("agent-socket-caller", () -> serve(caller));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOGGER.warn("event=agent-socket-failed reason=\"{}\"", e.toString());
                return;
            }
        }
    }

    private void serve(SocketChannel caller) {
        try (caller;
                BufferedReader in = new BufferedReader(Channels.newReader(caller, StandardCharsets.UTF_8))) {
            String line = line(in);
            write(caller, TAKEN);
            AgentAnswer given = answered(line);
            write(caller, given.exitCode() + " " + given.text());
        } catch (IOException e) {
            LOGGER.warn("event=agent-socket-caller-lost reason=\"{}\"", e.toString());
        }
    }

    private AgentAnswer answered(String line) {
        try {
            return answer.apply(NoticeRequest.parse(line));
        } catch (IllegalArgumentException e) {
            return new AgentAnswer(2, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.error("event=notice-failed reason=\"{}\"", e.toString());
            return new AgentAnswer(1, "the agent could not send it: " + e);
        }
    }

    private static String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_REQUEST; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void write(SocketChannel caller, String line) throws IOException {
        String oneLine = line.replaceAll("[\\r\\n]+", " ") + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(oneLine.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            caller.write(bytes);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}

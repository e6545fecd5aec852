package dev.alarum.role;

import dev.alarum.notice.NoticeRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way of another process on this machine to the running agent. */
final class AgentDoor {
    private static final Duration FOR_A_SIGN = Duration.ofSeconds(1);
    private static final Duration FOR_THE_ANSWER = Duration.ofSeconds(10);

    private final Path file;

    AgentDoor(Path dataFolder) {
        this.file = dataFolder.resolve(AgentSocket.FILE);
    }

    /**
     * Asks the running agent.
     *
     * @return its answer; empty if no agent runs, or the one that runs does not react within a second
     * @throws IOException if the agent is another user's, or took the request and never answered
     */
    Optional<AgentAnswer> ask(NoticeRequest request) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.isWritable(file)) {
            throw new IOException("no right to use " + file + ": run as root or as the user of the agent");
        }
        try (SocketChannel agent = connected()) {
            return agent == null ? Optional.empty() : answer(agent, request);
        }
    }

    private @Nullable SocketChannel connected() {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            // what an agent that was killed left behind
            return null;
        }
    }

    private static Optional<AgentAnswer> answer(SocketChannel agent, NoticeRequest request) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((request.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            agent.write(line);
        }
        BufferedReader in = new BufferedReader(Channels.newReader(agent, StandardCharsets.UTF_8));
        if (!AgentSocket.TAKEN.equals(next(in, FOR_A_SIGN))) {
            return Optional.empty();
        }
        String[] parts = String.valueOf(next(in, FOR_THE_ANSWER)).split(" ", 2);
        if (parts.length < 2 || !parts[0].matches("[0-2]")) {
            throw new IOException("the agent took the request and ended without an answer");
        }
        return Optional.of(new AgentAnswer(Integer.parseInt(parts[0]), parts[1]));
    }

    /** The next line; null if there is none within that time. */
    private static @Nullable String next(BufferedReader in, Duration patience) throws IOException {
        CompletableFuture<@Nullable String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(in, line), "agent-answer");
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException("the agent's answer broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void read(BufferedReader in, CompletableFuture<@Nullable String> line) {
        try {
            line.complete(in.readLine());
        } catch (IOException | UncheckedIOException e) {
            line.completeExceptionally(e);
        }
    }
}

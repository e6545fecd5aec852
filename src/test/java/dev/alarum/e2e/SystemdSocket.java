package dev.alarum.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The socket on which systemd listens to a service, played by the test: it notes what it is told, and when. */
final class SystemdSocket implements AutoCloseable {
    private static final String LISTENER = """
            import socket, sys, time
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind(sys.argv[1])
            while True:
                words = listener.recv(4096).decode().split()
                print(int(time.time() * 1000), *words, flush=True)
            """;

    /** What a service said at once. */
    record Sign(Instant at, List<String> words) {}

    private final Path socket;
    private final Path log;
    private final Process listener;

    private SystemdSocket(Path folder) throws IOException {
        this.socket = folder.resolve("notify");
        this.log = folder.resolve("signs.log");
        this.listener = new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Listens from now on; the folder's path must be short, as the kernel wants that of a socket. */
    static SystemdSocket in(Path folder) {
        try {
            SystemdSocket opened = new SystemdSocket(folder);
            await().until(() -> Files.exists(opened.socket));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service that shall speak to it is started with. */
    String address() {
        return socket.toString();
    }

    /** All it was told so far. */
    List<Sign> signs() {
        try {
            return Files.readAllLines(log).stream().map(SystemdSocket::sign).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the watchdog was fed. */
    List<Instant> fed() {
        return signs().stream()
                .filter(sign -> sign.words().contains("WATCHDOG=1"))
                .map(Sign::at)
                .toList();
    }

    /** When it was fed last; it must have been. */
    Instant lastFed() {
        List<Instant> fed = fed();
        return fed.get(fed.size() - 1);
    }

    /** Waits until it has been fed for the first time. */
    SystemdSocket awaitFed() {
        await("the watchdog is fed").atMost(Duration.ofMinutes(1)).until(() -> !fed().isEmpty());
        return this;
    }

    private static Sign sign(String line) {
        List<String> words = List.of(line.split(" "));
        return new Sign(Instant.ofEpochMilli(Long.parseLong(words.get(0))), words.subList(1, words.size()));
    }

    @Override
    public void close() {
        listener.destroyForcibly();
    }
}

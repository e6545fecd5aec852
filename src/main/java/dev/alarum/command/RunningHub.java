package dev.alarum.command;

import dev.alarum.settings.ServerSettings;
import dev.alarum.settings.SettingsProblems;
import dev.alarum.status.AdminToken;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hub that runs on a data folder, asked over HTTP with the admin token kept there.
 *
 * @param base where it listens, for instance {@code http://127.0.0.1:8080}
 * @param dataFolder {@code alarum.data.dir}
 */
record RunningHub(URI base, Path dataFolder) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The hub of those settings as reached from this machine. */
    static RunningHub of(ServerSettings server, Path dataFolder) {
        return new RunningHub(server.reachedHereAt(server.port()), dataFolder);
    }

    /**
     * Takes an option and the base URL behind it out of the arguments; null if it is not there.
     *
     * @throws SettingsProblems if it is no http or https URL
     */
    static @Nullable URI takeUrl(List<String> arguments, String option) throws SettingsProblems {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return null;
        }
        arguments.remove(at);
        String text = at < arguments.size() ? arguments.remove(at) : "";
        try {
            URI url = new URI(text);
            if (url.getHost() != null && text.matches("https?://[^/]+/?")) {
                return url;
            }
        } catch (URISyntaxException e) {
            // told below, with an example
        }
        throw SettingsProblems.withArgument(
                option, "give http:// or https://, a host and a port", option + " http://127.0.0.1:8080");
    }

    /** What a hub answered. */
    record Answer(int status, String body) {}

    /**
     * Asks with GET.
     *
     * @throws IOException if the token cannot be read
     * @throws Unreachable if no hub answers
     */
    Answer get(String path) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    /**
     * Sends JSON with POST.
     *
     * @throws IOException as {@link #get}
     */
    Answer post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        String bearer = bearer();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpResponse<String> answer = client.send(
                    request.timeout(PATIENCE).header("Authorization", bearer).build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new Unreachable(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable(base, new IOException("interrupted", e));
        }
    }

    private String bearer() throws IOException {
        try {
            return AdminToken.readFrom(dataFolder).bearer();
        } catch (FileSystemException e) {
            throw new IOException(
                    "alarum.data.dir is " + dataFolder.toAbsolutePath().normalize()
                            + ": its admin.token cannot be read ("
                            + e.getClass().getSimpleName()
                            + "); give the data folder of a hub that was started at least once, as a user who may"
                            + " read it, for instance --set alarum.data.dir=/var/lib/alarum",
                    e);
        }
    }

    /** No hub answers. */
    static final class Unreachable extends IOException {
        Unreachable(URI base, IOException cause) {
            super(
                    "no hub answers at " + base + " ("
                            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                            + ")",
                    cause);
        }
    }
}

package dev.alarum.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.message.MessageSettings.Ntfy;
import dev.alarum.message.MessageSettings.Webhook;
import dev.alarum.net.NoAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Asks an ntfy server whether it is well ({@code GET /v1/health}) and whether the topic may be read with the token
 * ({@code GET /TOPIC/auth}); publishes nothing.
 */
public final class NtfyCheckBinding {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    private final Ntfy ntfy;

    private NtfyCheckBinding(Ntfy ntfy) {
        this.ntfy = ntfy;
    }

    /** What is wrong, in words for people and without secrets; empty if all is well. Takes up to 30 s. */
    public static Optional<String> problem(Ntfy ntfy) {
        NtfyCheckBinding check = new NtfyCheckBinding(ntfy);
        try {
            Optional<String> unwell = check.health(check.ask(null, "v1/health"));
            return unwell.isPresent() ? unwell : check.access(check.ask(ntfy.token(), ntfy.topic() + "/auth"));
        } catch (IOException e) {
            return Optional.of(check.url() + ": " + NoAnswer.words(e)
                    + "; is it running, is the address right, and is the way to it open?");
        }
    }

    private Optional<String> health(Answer answer) {
        if (isWell(answer)) {
            return Optional.empty();
        }
        return Optional.of(url() + " answers " + answer.status() + " to GET /v1/health, and not that it is healthy; is"
                + " that an ntfy server?");
    }

    private static boolean isWell(Answer answer) {
        try {
            return answer.status() == OK
                    && JSON.readTree(answer.body()).path("healthy").asBoolean();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private Optional<String> access(Answer answer) {
        return switch (answer.status()) {
            case OK -> Optional.empty();
            case 401 ->
                Optional.of("alarum.ntfy.token: " + ntfy.url()
                        + " does not know it (401); make an access token there and give it whole, tk_ and all");
            case 403 ->
                Optional.of(
                        ntfy.token() == null
                                ? "alarum.ntfy.topic: " + ntfy.url()
                                        + " lets nobody read it without a token (403); give one as alarum.ntfy.token"
                                : "alarum.ntfy.token: " + ntfy.url()
                                        + " knows it, but does not let it read the topic (403); give its user the topic:"
                                        + " ntfy access USER TOPIC rw. Whether it may publish cannot be told without"
                                        + " publishing");
            default ->
                Optional.of(url() + " answers " + answer.status() + " to whether the topic may be read; try again, or"
                        + " look into its log");
        };
    }

    private Answer ask(@Nullable String token, String path) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new ChannelClientBinding(token, Webhook.DEFAULT_TOKEN_AS, path).configureHttpClient(builder);
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(
                    new HttpGet(slashed(ntfy.url())),
                    response -> new Answer(
                            response.getCode(),
                            response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity())));
        }
    }

    /** The client adds the path to the one that is there. */
    private static URI slashed(URI url) {
        return URI.create(url + "/");
    }

    private String url() {
        return "alarum.ntfy.url: " + ntfy.url();
    }

    private record Answer(int status, String body) {}
}

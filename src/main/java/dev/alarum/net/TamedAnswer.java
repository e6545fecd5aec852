package dev.alarum.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/**
 * Makes answers harmless before anyone sees them: they are short, whole within their time however slowly they drip in,
 * and do not repeat the token.
 */
public final class TamedAnswer {
    private static final int LONGEST = 256 * 1024;

    private final List<String> secrets;
    private final Duration time;
    private final int longest;

    /**
     * For answers of at most 256 KiB.
     *
     * @param secrets what must not be seen in an answer
     * @param time for the whole of an answer
     */
    public TamedAnswer(List<String> secrets, Duration time) {
        this(secrets, time, LONGEST);
    }

    /**
     * @param secrets what must not be seen in an answer
     * @param time for the whole of an answer
     * @param longest bytes of an answer
     */
    public TamedAnswer(List<String> secrets, Duration time, int longest) {
        this.secrets = secrets.stream().filter(secret -> !secret.isEmpty()).toList();
        this.time = time;
        this.longest = longest;
    }

    /**
     * Replaces what is in the answer by what may be seen of it.
     *
     * @throws IOException if it is too long or too slow; the connection is then given up
     */
    public void tame(HttpResponse response) throws IOException {
        response.setReasonPhrase(withoutSecrets(response.getReasonPhrase()));
        for (Header header : response.getHeaders()) {
            String value = header.getValue();
            if (value != null && !withoutSecrets(value).equals(value)) {
                response.removeHeader(header);
            }
        }
        if (response instanceof ClassicHttpResponse classic && classic.getEntity() != null) {
            classic.setEntity(
                    new StringEntity(withoutSecrets(read(classic.getEntity())), ContentType.APPLICATION_JSON));
        }
    }

    private String read(HttpEntity entity) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        // not closed unless read to its end: closing would wait for the rest
        InputStream in = entity.getContent();
        for (int count = in.read(part); count >= 0; count = in.read(part)) {
            whole.write(part, 0, count);
            if (whole.size() > longest) {
                throw new IOException("its answer is longer than " + longest + " bytes");
            }
            if (System.nanoTime() - start > time.toNanos()) {
                throw new SocketTimeoutException("its answer does not end");
            }
        }
        in.close();
        return whole.toString(StandardCharsets.UTF_8);
    }

    private String withoutSecrets(@Nullable String text) {
        String clean = text == null ? "" : text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }
}

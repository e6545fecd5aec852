package dev.alarum.ups;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import dev.alarum.ups.UpsDesk.Errand;
import dev.alarum.ups.UpsDesk.Parcel;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.exec.ExecResult;
import org.jspecify.annotations.Nullable;

/** The desk of the UPS as the relay's flows name it. */
public final class UpsDeskBinding {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private final UpsDesk desk;
    private final SenderKey key;
    private final Clock clock;

    /**
     * Binds that desk.
     *
     * @param key signs the readings
     * @param clock gives the signed, never judged timestamp
     */
    public UpsDeskBinding(UpsDesk desk, SenderKey key, Clock clock) {
        this.desk = desk;
        this.key = key;
        this.clock = clock;
    }

    /** Takes what the program printed. */
    public void read(ExecResult result, @ExchangeProperty("ups") String ups) throws IOException {
        desk.read(new Name(ups), text(result.getStdout()), result.getExitValue(), text(result.getStderr()));
    }

    /** Takes it that the program could not be run, did not end or printed without end. */
    public void unread(@ExchangeProperty("ups") String ups, @ExchangeException Exception failure) {
        desk.unread(new Name(ups), failure.toString());
    }

    /**
     * Takes the wish for a look, from a program on this machine: the body is the UPS's name, or empty for all. The body
     * becomes the list of those to look at; what is to be answered is kept in the property {@code answer}.
     */
    public void asked(Exchange exchange) {
        Message message = exchange.getMessage();
        Asked asked = isFromHere(message.getHeader(REMOTE_ADDRESS, SocketAddress.class))
                ? asked(String.valueOf(message.getBody(String.class)).strip())
                : new Asked(
                        403, "address: a look can be asked for on this machine only, by way of 127.0.0.1", List.of());
        exchange.setProperty("answer", asked);
        message.setBody(asked.looks());
    }

    private Asked asked(String ups) {
        List<Name> wanted = desk.all().stream()
                .filter(name -> ups.isEmpty() || name.text().equals(ups))
                .toList();
        if (wanted.isEmpty()) {
            return new Asked(404, "body: no UPS of that name is read here; give one of " + desk.all(), List.of());
        }
        List<Name> looks = desk.asked(wanted);
        return looks.isEmpty()
                ? new Asked(429, "a look was asked for 4 times in this second; the poll goes on", looks)
                : new Asked(204, "", looks);
    }

    /** Answers who asked for a look. */
    public void answer(Exchange exchange, @ExchangeProperty("answer") Asked asked) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, asked.status());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain");
        exchange.getMessage().setBody(asked.text());
    }

    /** The UPSes at which one more look is due. */
    public List<Name> again() {
        return desk.again();
    }

    private static boolean isFromHere(@Nullable SocketAddress peer) {
        try {
            return peer != null
                    && peer.hostAddress() != null
                    && InetAddress.getByName(peer.hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * What follows from the wish for a look.
     *
     * @param status the HTTP status
     * @param text why not, empty with 204
     * @param looks at which to look now
     */
    public record Asked(int status, String text, List<Name> looks) {
        /** Copies the looks. */
        public Asked {
            looks = List.copyOf(looks);
        }
    }

    /** The errands whose time has come. */
    public List<Errand> due() {
        return desk.due();
    }

    /** The errand becomes the newest reading, stamped and signed now. */
    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Errand errand = message.getBody(Errand.class);
        exchange.setProperty("errand", errand);
        Parcel parcel = desk.parcel(errand);
        exchange.setProperty("parcel", parcel);
        byte[] body = parcel.text().getBytes(StandardCharsets.UTF_8);
        String id = parcel.reading().relay() + "." + parcel.reading().stamp().boot() + "."
                + parcel.reading().stamp().seq();
        WebhookSignature signature =
                WebhookSignature.sign(key, id, clock.instant().getEpochSecond(), body);
        message.setHeader(WebhookSignature.ID, signature.id());
        message.setHeader(WebhookSignature.TIMESTAMP, signature.timestamp());
        message.setHeader(WebhookSignature.SIGNATURE, signature.signature());
        message.setBody(body);
    }

    /** Notes a hub's answer. */
    public void answered(Exchange exchange, @ExchangeProperty("parcel") Parcel parcel) {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        desk.answered(parcel, status, boot(message.getBody(String.class)));
    }

    /** Notes that a hub did not answer. */
    public void unanswered(@ExchangeProperty("errand") Errand errand, @ExchangeException Exception failure) {
        desk.unanswered(errand, failure.toString());
    }

    private static long boot(@Nullable String body) {
        try {
            return body == null ? 0 : JSON.readTree(body).path("boot").asLong();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    private static String text(java.io.@Nullable InputStream stream) throws IOException {
        return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}

package dev.alarum.e2e;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Somebody on the phone who presses keys when asked, through an exchange that tells the hub as Twilio does: a signed form
 * to the address that the markup names.
 */
public final class Person {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final String sid;
    private final String number;
    private final String token;

    Person(String sid, String number, String token) {
        this.sid = sid;
        this.number = number;
        this.token = token;
    }

    /** Presses these, one after the other, as long as keys are asked for. @return what is said after each */
    List<String> talk(String twiml, List<String> keys) {
        List<String> heard = new ArrayList<>();
        String markup = twiml;
        for (String digits : keys) {
            Element gather = gather(markup);
            if (gather == null) {
                heard.add("(not asked for " + digits + ")");
                return heard;
            }
            HttpResponse<String> answer = press(URI.create(gather.getAttribute("action")), digits);
            markup = answer.body();
            heard.add(answer.statusCode() == 200 ? CallContract.said(markup) : answer.statusCode() + " " + markup);
        }
        return heard;
    }

    private HttpResponse<String> press(URI action, String digits) {
        Map<String, String> form = form(digits);
        return send(action, form, signature(action.toString(), form, token));
    }

    /** Tells this of the call; a hub that does not answer is told no more. */
    void tell(URI to, Map<String, String> news) {
        Map<String, String> form = new TreeMap<>(form(""));
        form.remove("Digits");
        form.putAll(news);
        try {
            send(to, form, signature(to.toString(), form, token));
        } catch (UncheckedIOException notTaken) {
            System.err.println("event=callback-not-taken reason=\"" + notTaken.getMessage() + "\"");
        }
    }

    /** The fields of such a request. */
    Map<String, String> form(String digits) {
        return new TreeMap<>(Map.of(
                "AccountSid",
                TelephoneExchange.ACCOUNT,
                "ApiVersion",
                "2010-04-01",
                "CallSid",
                sid,
                "CallStatus",
                "in-progress",
                "Digits",
                digits,
                "Direction",
                "outbound-api",
                "To",
                number));
    }

    /** Sends it as it is. */
    public static HttpResponse<String> send(URI to, Map<String, String> form, @Nullable String signature) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("X-Twilio-Signature", signature);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As Twilio documents it: the address, then each field's name and value in order of the names; HMAC-SHA1, base64. */
    public static String signature(String url, Map<String, String> form, String token) {
        StringBuilder signed = new StringBuilder(url);
        new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The first place at which the markup asks for keys; null if it does not. */
    static @Nullable Element gather(String markup) {
        try {
            return (Element) DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(markup)))
                    .getElementsByTagName("Gather")
                    .item(0);
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return null;
        }
    }
}

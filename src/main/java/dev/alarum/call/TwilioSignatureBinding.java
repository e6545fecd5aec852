package dev.alarum.call;

import com.twilio.security.RequestValidator;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request came from Twilio: signed over the hub's public URL with the token of one of its accounts, whatever
 * host, address or path the request itself names.
 */
final class TwilioSignatureBinding {
    private final String publicUrl;
    private final List<RequestValidator> validators;

    /**
     * @param publicUrl by which Twilio reaches this hub
     * @param tokens with which its accounts sign
     */
    TwilioSignatureBinding(URI publicUrl, List<String> tokens) {
        this.publicUrl = publicUrl.toString().replaceAll("/+$", "");
        this.validators = tokens.stream().map(RequestValidator::new).toList();
    }

    /** That path of the hub, as Twilio is told it. */
    String url(String path) {
        return publicUrl + path;
    }

    /** The fields of a signed request; null if it is not signed, no form, or names a field twice. */
    @Nullable
    Map<String, String> verified(String path, byte[] body, @Nullable String query, @Nullable String signature) {
        Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
        String url = url(path) + (query == null ? "" : "?" + query);
        boolean isSigned = form != null
                && signature != null
                && validators.stream().anyMatch(validator -> validator.validate(url, form, signature));
        return isSigned ? form : null;
    }

    private static @Nullable Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            try {
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                if (form.put(name, value) != null) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return form;
    }
}

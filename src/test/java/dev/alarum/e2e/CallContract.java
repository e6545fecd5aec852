package dev.alarum.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What Twilio's published description demands of requests about calls, and how its Call resource looks. */
final class CallContract {
    private static final String FILE = "/fixtures/twilio/twilio_api_v2010.calls-messages.json";
    private static final String CALLS = "/2010-04-01/Accounts/{AccountSid}/Calls.json";
    private static final String MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
    private static final int LONGEST_MESSAGE = 1_600;
    private static final int LONGEST_TWIML = 4_000;
    private static final int LONGEST_TIMEOUT = 600;

    private final JsonNode spec;

    CallContract() {
        try (InputStream in = CallContract.class.getResourceAsStream(FILE)) {
            spec = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the form of an order to call; empty if nothing is. */
    List<String> wrongInOrder(Map<String, List<String>> form) {
        List<String> wrong = wrongInForm(form, CALLS);
        wrong.addAll(beyondTheSchema(form));
        return wrong;
    }

    /** What is wrong with the form of an order to send an SMS; empty if nothing is. */
    List<String> wrongInMessage(Map<String, List<String>> form) {
        List<String> wrong = wrongInForm(form, MESSAGES);
        String body = form.getOrDefault("Body", List.of("")).get(0);
        if (body.isBlank() || body.length() > LONGEST_MESSAGE) {
            wrong.add("Body has " + body.length() + " characters");
        }
        for (String number : List.of("To", "From")) {
            if (!form.getOrDefault(number, List.of("")).get(0).matches("\\+[1-9][0-9]{6,14}")) {
                wrong.add(number + " is no phone number");
            }
        }
        return wrong;
    }

    /** A Message resource with all its fields, none of them set. */
    ObjectNode emptyMessage() {
        ObjectNode message = new ObjectMapper().createObjectNode();
        spec.at("/components/schemas/api.v2010.account.message/properties")
                .fieldNames()
                .forEachRemaining(message::putNull);
        return message;
    }

    private List<String> wrongInForm(Map<String, List<String>> form, String path) {
        JsonNode schema = spec.path("paths")
                .path(path)
                .path("post")
                .path("requestBody")
                .path("content")
                .path("application/x-www-form-urlencoded")
                .path("schema");
        List<String> wrong = new ArrayList<>();
        schema.path("required").forEach(name -> {
            if (!form.containsKey(name.asText())) {
                wrong.add(name.asText() + " is required");
            }
        });
        form.forEach(
                (name, values) -> check(name, values, schema.path("properties").path(name), wrong));
        return wrong;
    }

    /** What is wrong with the query of a request for the list; empty if nothing is. */
    List<String> wrongInList(Map<String, List<String>> query) {
        List<String> wrong = new ArrayList<>();
        JsonNode parameters = spec.path("paths").path(CALLS).path("get").path("parameters");
        query.forEach((name, values) -> {
            JsonNode schema = null;
            for (JsonNode parameter : parameters) {
                boolean matches = parameter.path("in").asText().equals("query")
                        && parameter.path("name").asText().equals(name);
                schema = matches ? parameter.path("schema") : schema;
            }
            check(name, values, schema, wrong);
        });
        if (query.keySet().stream().anyMatch(name -> name.startsWith("StartTime"))) {
            wrong.add("StartTime misses calls that are not dialled yet");
        }
        return wrong;
    }

    private void check(String name, List<String> values, JsonNode schema, List<String> wrong) {
        if (schema == null || schema.isMissingNode()) {
            wrong.add(name + " is no parameter");
            return;
        }
        boolean isList = resolved(schema).path("type").asText().equals("array");
        if (values.size() > 1 && !isList) {
            wrong.add(name + " is given " + values.size() + " times");
        }
        for (String value : values) {
            String fault = fault(value, resolved(isList ? schema.path("items") : schema));
            if (!fault.isEmpty()) {
                wrong.add(name + " is '" + value + "': " + fault);
            }
        }
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : spec.at(reference.substring(1));
    }

    private static String fault(String value, JsonNode schema) {
        JsonNode words = schema.path("enum");
        if (words.isArray()) {
            for (JsonNode word : words) {
                if (word.asText().equals(value)) {
                    return "";
                }
            }
            return "none of " + words;
        }
        if (schema.has("pattern") && !value.matches(schema.get("pattern").asText())) {
            return "not of the form " + schema.get("pattern").asText();
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> value.matches("-?[0-9]{1,18}") ? "" : "no whole number";
            case "boolean" -> value.matches("true|false") ? "" : "neither true nor false";
            case "string" -> schema.path("format").asText().equals("uri") ? uriFault(value) : "";
            default -> "";
        };
    }

    private static String uriFault(String value) {
        try {
            return URI.create(value).isAbsolute() ? "" : "no absolute URI";
        } catch (IllegalArgumentException e) {
            return "no URI";
        }
    }

    /** What the description says in prose only, or Twilio elsewhere. */
    private static List<String> beyondTheSchema(Map<String, List<String>> form) {
        List<String> wrong = new ArrayList<>();
        String twiml = form.getOrDefault("Twiml", List.of("")).get(0);
        if (twiml.isEmpty() && !form.containsKey("Url") && !form.containsKey("ApplicationSid")) {
            wrong.add("one of Url, Twiml and ApplicationSid is required");
        }
        if (twiml.length() > LONGEST_TWIML) {
            wrong.add("Twiml has " + twiml.length() + " characters");
        }
        if (!twiml.isEmpty() && said(twiml).isBlank()) {
            wrong.add("Twiml says nothing");
        }
        for (String number : List.of("To", "From")) {
            if (!form.getOrDefault(number, List.of("")).get(0).matches("\\+[1-9][0-9]{6,14}")) {
                wrong.add(number + " is no phone number");
            }
        }
        String timeout = form.getOrDefault("Timeout", List.of("60")).get(0);
        if (timeout.matches("[0-9]{1,9}") && Integer.parseInt(timeout) > LONGEST_TIMEOUT) {
            wrong.add("Timeout is over " + LONGEST_TIMEOUT);
        }
        if (!form.getOrDefault("MachineDetection", List.of("Enable")).get(0).matches("Enable|DetectMessageEnd")) {
            wrong.add("MachineDetection is neither Enable nor DetectMessageEnd");
        }
        return wrong;
    }

    /** All that the markup says, in order; empty if it is no well-formed Response. */
    static String said(String twiml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Document document = builder.parse(new InputSource(new StringReader(twiml)));
            if (!document.getDocumentElement().getTagName().equals("Response")) {
                return "";
            }
            var says = document.getElementsByTagName("Say");
            List<String> said = new ArrayList<>();
            for (int i = 0; i < says.getLength(); i++) {
                said.add(says.item(i).getTextContent());
            }
            return String.join(" ", said);
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return "";
        }
    }

    /** A Call resource with all its fields, none of them set. */
    ObjectNode emptyCall() {
        ObjectNode call = new ObjectMapper().createObjectNode();
        spec.at("/components/schemas/api.v2010.account.call/properties")
                .fieldNames()
                .forEachRemaining(call::putNull);
        return call;
    }

    /** What is wrong with a Call resource of ours; empty if nothing is. */
    List<String> wrongInCall(JsonNode call) {
        JsonNode properties = spec.at("/components/schemas/api.v2010.account.call/properties");
        List<String> wrong = new ArrayList<>();
        call.fields().forEachRemaining(field -> {
            JsonNode schema = properties.path(field.getKey());
            if (schema.isMissingNode()) {
                wrong.add(field.getKey() + " is no field");
            } else if (field.getValue().isTextual()) {
                String fault = fault(field.getValue().asText(), resolved(schema));
                if (!fault.isEmpty()) {
                    wrong.add(field.getKey() + ": " + fault);
                }
            } else if (!field.getValue().isNull()
                    && !schema.path("type").asText().equals("object")) {
                wrong.add(field.getKey() + " is not a string");
            }
        });
        return wrong;
    }
}

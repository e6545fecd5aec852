package dev.alarum.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alarum.node.Sender;

/** The wish to forget a node or relay: JSON {@code {"name": "NAME"}} or {@code {"name": "relay:NAME"}}. */
public final class ForgetRequest {
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * The name in that body, as the hub knows it.
     *
     * @param view what the hub knows
     * @throws Refused 400 if the body is something else, 404 if the hub knows none of that name
     */
    public String nameIn(String body, StatusView view) {
        Sender sender = senderIn(body);
        return (sender.isRelay()
                        ? view.relays().stream().map(relay -> "relay:" + relay.name())
                        : view.nodes().stream().map(StatusView.NodeView::name))
                .filter(known -> Sender.parse(known).equals(sender))
                .findFirst()
                .orElseThrow(() -> new Refused(404, "name is '" + sender + "': no such node or relay is known"));
    }

    private Sender senderIn(String body) {
        try {
            JsonNode name = mapper.readTree(body).path("name");
            if (!name.isTextual()) {
                throw new Refused(400, "name: give a JSON object with one name, for instance {\"name\":\"pve-01\"}");
            }
            return Sender.parse(name.textValue());
        } catch (JsonProcessingException e) {
            throw new Refused(400, "the body is no JSON: give for instance {\"name\":\"pve-01\"}");
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "name: " + e.getMessage());
        }
    }
}

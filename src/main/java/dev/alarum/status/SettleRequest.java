package dev.alarum.status;

import java.util.regex.Pattern;

/** The wish to acknowledge or to close an incident: {@code POST /v1/incidents/{id}/ack} or {@code /close}. */
public final class SettleRequest {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String ACK = "ack";
    private static final String CLOSE = "close";

    /**
     * What is wished.
     *
     * @param incident the incident's number
     * @param close whether it is settled already, not only seen to
     */
    public record Wish(long incident, boolean close) {}

    /**
     * The wish in that path.
     *
     * @throws Refused 400 if the number is none, 404 if there is no such wish
     */
    public Wish of(String id, String wish) {
        if (!ID.matcher(id).matches()) {
            throw new Refused(400, "id: give the number of an incident, for instance /v1/incidents/7/ack");
        }
        if (!wish.equals(ACK) && !wish.equals(CLOSE)) {
            throw new Refused(404, "give ack or close, for instance /v1/incidents/" + id + "/ack");
        }
        return new Wish(Long.parseLong(id), wish.equals(CLOSE));
    }

    /**
     * What came of it, as JSON.
     *
     * @param answer {@code acknowledged, closes-by-itself, closed, over}; empty if there is no such incident
     * @throws Refused 404 if there is none
     */
    public String answer(Wish wish, String answer) {
        if (answer.isEmpty()) {
            throw new Refused(404, "id is " + wish.incident() + ": no such incident is in view");
        }
        return "{\"incident\":" + wish.incident() + ",\"answer\":\"" + answer + "\"}";
    }
}

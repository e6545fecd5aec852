package dev.alarum.status;

/** The wish for a drill: {@code POST /v1/drill}. */
public final class DrillRequest {
    /**
     * What came of it.
     *
     * @param number the drill's; 0 if none has begun
     * @param refusal why not; empty if it has begun
     */
    public record Begun(long number, String refusal) {}

    /**
     * The number of the drill, as JSON.
     *
     * @throws Refused 409 if something speaks against a drill now
     */
    public String answer(Begun begun) {
        if (!begun.refusal().isEmpty()) {
            throw new Refused(409, "no drill now: " + begun.refusal());
        }
        return "{\"drill\":" + begun.number() + "}";
    }
}

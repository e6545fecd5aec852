package dev.alarum.incident;

/** How far an incident is. */
public enum IncidentState {
    /** Opened, settling; nobody was rung yet. */
    OPEN,
    /** Contacts are being rung. */
    CALLING,
    /** Somebody was reached. */
    ACKNOWLEDGED,
    /** What failed is back; nobody is rung any more. */
    RECOVERED,
    /** Done. */
    CLOSED;

    /** Whether the incident still stands. */
    public boolean isLive() {
        return this == OPEN || this == CALLING || this == ACKNOWLEDGED;
    }
}

package dev.alarum.status;

/** A request that is not granted: its HTTP status and one line that says why. */
public final class Refused extends RuntimeException {
    private final int status;

    Refused(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** The HTTP status, 400 to 499. */
    public int status() {
        return status;
    }

    /** One line that says why. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}

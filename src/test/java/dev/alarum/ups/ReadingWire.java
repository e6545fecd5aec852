package dev.alarum.ups;

/** Readings as relays send them, for tests of other packages. */
public final class ReadingWire {
    private ReadingWire() {}

    /** The body of the post. */
    public static String json(Reading reading) {
        return ReadingText.of(reading);
    }
}

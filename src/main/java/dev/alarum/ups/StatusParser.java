package dev.alarum.ups;

/** Reads what a UPS program printed. Whatever the text is, an answer comes back and never an exception. */
@FunctionalInterface
public interface StatusParser {
    /** Output beyond this many characters is not read: no real status is a hundredth as long. */
    int LONGEST_OUTPUT = 64 * 1024;

    /**
     * The status in our words. {@link PowerState#LOST} for everything that is not a complete, fresh and consistent
     * status.
     *
     * @param output what the program printed on its standard output
     * @param exitStatus how it ended; anything but 0 is a failure
     */
    Observation parse(String output, int exitStatus);

    /** The parser of that program's output. */
    static StatusParser of(UpsSource.Kind kind) {
        return switch (kind) {
            case APCACCESS -> new ApcaccessParser();
            case UPSC -> new UpscParser();
        };
    }
}

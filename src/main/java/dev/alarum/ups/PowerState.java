package dev.alarum.ups;

/** What a UPS reports, in Alarum's words. */
public enum PowerState {
    /** Mains is present. */
    MAINS,
    /** The load runs on the battery. */
    ON_BATTERY,
    /** The load runs on the battery and that is nearly empty. */
    CRITICAL,
    /** A self-test or a calibration; no outage. */
    TEST,
    /** The host that reads the UPS is itself being shut down by its UPS software. */
    SHUTTING_DOWN,
    /** Nothing usable is known. */
    LOST
}

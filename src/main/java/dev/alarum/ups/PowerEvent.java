package dev.alarum.ups;

import dev.alarum.node.Moment;

/** What became certain about a UPS. */
public sealed interface PowerEvent {
    /**
     * An outage is certain.
     *
     * @param at since when that is so
     */
    record Confirmed(Moment at) implements PowerEvent {}

    /**
     * The nodes must be shut down now; once in an outage.
     *
     * @param reason which limit was reached, in words for people
     */
    record ShutdownDue(String reason) implements PowerEvent {}

    /**
     * A confirmed outage is over: what has not begun must not begin any more.
     *
     * @param shutdownWasDue whether a shutdown had been due in it
     */
    record MainsBack(boolean shutdownWasDue) implements PowerEvent {}

    /**
     * Nothing usable is known of the UPS any more.
     *
     * @param duringOutage whether that happened in a confirmed outage, which then counts on
     */
    record BecameLost(boolean duringOutage) implements PowerEvent {}

    /** The UPS is known again. */
    record BackFromLost() implements PowerEvent {}

    /** The battery must be replaced or is missing. */
    record BatteryBad() implements PowerEvent {}
}

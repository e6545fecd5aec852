package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyPress;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.ups.PowerState;

/** One thing that truly happened in a simulation, or that the hub did. */
sealed interface Happening {
    /** A fault of the script begins. */
    record Begins(Fault fault) implements Happening {}

    /** The machine begins a new life. */
    record Boots(Sender sender, long boot) implements Happening {}

    /** The hub's process runs; a new one if it was away. */
    record HubRuns(boolean isNew) implements Happening {}

    /** The hub's process stands still or is gone. */
    record HubStops(boolean isGone) implements Happening {}

    /** The hub's clock was set by so many ms, or jumped by a pause of its machine. */
    record ClockJumps(long millis) implements Happening {}

    /** A notice came to the hub, which may have acknowledged it; unacknowledged it may count all the same. */
    record Announced(Notice notice, boolean isTaken) implements Happening {}

    /** A reading came to the hub, which may have acknowledged it. */
    record Read(String site, PowerState state, boolean isOnBattery, boolean isTaken) implements Happening {}

    /** The hub asked the provider to ring. */
    record Rings(CallOrder order) implements Happening {}

    /** The provider took the call. */
    record Accepted(CallOrder order) implements Happening {}

    /** The hub heard what became of a call. */
    record Heard(CallUpdate update) implements Happening {}

    /** Somebody pressed a key in a call, and the hub heard it. */
    record Pressed(KeyPress press) implements Happening {}

    /** The hub sent an order to Proxmox. */
    record Orders(StepOrder order) implements Happening {}

    /** The hub heard what became of an order. */
    record Stepped(StepResult result) implements Happening {}

    /** The hub told news. */
    record Tells(String code, String subject) implements Happening {}

    /** The hub says how it is: UP, DEGRADED or DOWN. */
    record Health(String health) implements Happening {}
}

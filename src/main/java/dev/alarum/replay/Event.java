package dev.alarum.replay;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.store.Row.NoticeRow;
import java.util.Set;

/** Something of the past that the core must be told at its time, in ms of the hub's own time. */
sealed interface Event {
    /** When. */
    long at();

    /** Of several at the same time, the lower one comes first. */
    default int rank() {
        return 1;
    }

    /** The wall clock was set: it is that many ms ahead of the hub's own time from then on. */
    record Clock(long at, long off) implements Event {
        @Override
        public int rank() {
            return 0;
        }
    }

    /** One was heard after a gap, or for the first time. */
    record Heard(long at, Sender sender, long boot) implements Event {}

    /** A stretch of equal readings begins. */
    record Read(long at, long until, Name ups, String text) implements Event {}

    /** A notice came. */
    record Noticed(long at, NoticeRow row) implements Event {}

    /** These flows do not run from then on; none: all do. */
    record Suspended(long at, Set<String> flows) implements Event {}

    /** One is known no more. */
    record Forgotten(long at, Sender sender) implements Event {}

    /** One was heard for the last time before a gap. */
    record Fell(long at, Sender sender) implements Event {
        @Override
        public int rank() {
            return 2;
        }
    }
}

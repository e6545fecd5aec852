package dev.alarum.sim;

import dev.alarum.call.CallOrder;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.store.Row;

/** What a simulated hub does in the world outside. */
public sealed interface Deed {
    /** It asks the provider to ring somebody; the attempt is claimed on its disk, and the core knows of the intent. */
    record Dial(CallOrder order) implements Deed {}

    /** After a start: it follows up an attempt that an earlier process left unfinished. */
    record Resume(Row.AttemptRow attempt) implements Deed {}

    /** It asks Proxmox to shut a node down; that mains did not come back meanwhile was looked at just now. */
    record Shutdown(StepOrder order) implements Deed {}

    /** It asks Proxmox how a cluster is; to be answered by {@link SimHub#seen}. */
    record Look(LookOrder order) implements Deed {}

    /** It tells news. */
    record Tell(News news) implements Deed {}

    /** It tries whether its own network works; to be answered by {@link SimHub#way}. */
    record Prove() implements Deed {}
}

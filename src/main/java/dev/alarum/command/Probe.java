package dev.alarum.command;

import java.util.List;

/** Something {@code bin/alarum check} tries out on the real thing, within a few seconds and without changing anything. */
@FunctionalInterface
public interface Probe {
    /** Tries it. Never throws for what the other side does; interrupting ends it early. */
    List<Finding> findings() throws InterruptedException;
}

package dev.alarum.node;

import java.util.Optional;

/** The hub's knowledge of every sender's key. */
@FunctionalInterface
public interface KeyRing {
    /** The key that sender must sign with now; empty when the sender is revoked. */
    Optional<SenderKey> keyOf(Sender sender);
}

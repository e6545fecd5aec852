package dev.alarum.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keys that were derived lately. Names come from the network, so there is a bound: when it is reached, those not asked
 * for since the last time it was reached are dropped. Senders that beat stay, however many names are invented between.
 * Safe to be asked by several threads.
 */
final class DerivedKeys {
    private final int most;
    private final Function<Sender, SenderKey> derive;
    private volatile Map<Sender, SenderKey> young = new ConcurrentHashMap<>();
    private volatile Map<Sender, SenderKey> old = Map.of();

    /** @param most how many keys are kept at least, if so many are asked for; at most twice as many are */
    DerivedKeys(int most, Function<Sender, SenderKey> derive) {
        this.most = most;
        this.derive = derive;
    }

    SenderKey of(Sender sender) {
        SenderKey known = young.get(sender);
        if (known != null) {
            return known;
        }
        SenderKey before = old.get(sender);
        SenderKey key = before == null ? derive.apply(sender) : before;
        keep(sender, key);
        return key;
    }

    private synchronized void keep(Sender sender, SenderKey key) {
        if (young.size() >= most) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(sender, key);
    }
}

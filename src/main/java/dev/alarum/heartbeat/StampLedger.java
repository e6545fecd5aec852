package dev.alarum.heartbeat;

import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.store.Memory;
import dev.alarum.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The newest stamps of every sender: by which a message is known to be new, had before, or of an earlier life. Only
 * verified messages may be brought to it, so it grows with the senders that have keys and with nothing else. Safe to be
 * asked by several threads.
 *
 * <p>Each kind of message is ordered by itself. Within a kind there are lanes, each with its newest: beats have one for
 * every path, so that a copy by the other path marks that path as heard; readings have one for every UPS; notices and
 * what relays tell of their plans have one each.
 */
public final class StampLedger {
    /** How far a SEQ may be behind before the sender is told to begin a new BOOT. */
    public static final long MOST_BEHIND = 60;

    /** What a message is. */
    public enum Kind {
        BEAT("beat"),
        NOTICE("notice"),
        READING("reading"),
        PLAN("plan");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word kept in the store. */
        public String word() {
            return word;
        }
    }

    /** How a stamp is judged. */
    public sealed interface Judgement {
        /** It is new, or its message is not on disk yet. */
        record Fresh() implements Judgement {}

        /** It was had before, or a newer one was: nothing is to be done. */
        record Known() implements Judgement {}

        /**
         * It is of an earlier life, or far behind in this one.
         *
         * @param boot the newest BOOT of that sender
         */
        record Behind(long boot) implements Judgement {}
    }

    private final Map<Sender, SenderLife> lives = new ConcurrentHashMap<>();
    private final Moments moments;
    private final Consumer<Sender> duplicateIdentity;

    /**
     * An empty ledger.
     *
     * @param duplicateIdentity is told a sender that began more than three BOOTs within a minute: two machines share its
     *     name. It must return at once
     */
    public StampLedger(Moments moments, Consumer<Sender> duplicateIdentity) {
        this.moments = moments;
        this.duplicateIdentity = duplicateIdentity;
    }

    /** Takes over what was known before the restart. */
    public void restore(Memory memory) {
        memory.senders().forEach(row -> restore(row.sender(), Kind.BEAT, row.boot(), row.seq()));
        for (Row.StampRow row : memory.stamps()) {
            for (Kind kind : Kind.values()) {
                if (kind.word().equals(row.kind())) {
                    restore(row.sender(), kind, row.boot(), row.seq());
                }
            }
        }
        memory.notices()
                .forEach(row -> life(Sender.parse(row.sender()))
                        .restoreKept(Kind.NOTICE, "", new Stamp(row.boot(), row.seq())));
        memory.readings()
                .forEach(row -> life(Sender.parse("relay:" + row.relay()))
                        .restoreKept(Kind.READING, new Name(row.ups()).key(), new Stamp(row.boot(), row.seq())));
    }

    /**
     * Judges a beat and, if it is new on its path, takes it down. The BOOT is compared with that of beats alone: a notice
     * sent in the agent's stead must not shut the agent's mouth.
     */
    public Judgement hear(Sender sender, String path, Stamp stamp) {
        return changing(sender, life -> life.hear(path, stamp));
    }

    /**
     * Judges a notice, a reading or what a relay tells of its plans; nothing is taken down. Its BOOT is compared with the
     * newest of any kind.
     *
     * @param lane the UPS of a reading; empty for the others
     */
    public Judgement judge(Sender sender, Kind kind, String lane, Stamp stamp) {
        return life(sender).judge(kind, lane, stamp);
    }

    /**
     * Takes down a notice, a reading or what a relay tells of its plans.
     *
     * @param kept whether it is on disk; if not, the same message is fresh once more
     * @return whether it counts: it is newer than every one taken down before; of several threads with the same message
     *     only one is told so
     */
    public boolean count(Sender sender, Kind kind, String lane, Stamp stamp, boolean kept) {
        return changing(sender, life -> life.count(kind, lane, stamp, kept));
    }

    /** How many lanes of that kind the sender has: UPSes of a relay, paths of a node. */
    public int lanes(Sender sender, Kind kind) {
        SenderLife life = lives.get(sender);
        return life == null ? 0 : life.lanes(kind);
    }

    /** Whether the sender has that lane. */
    public boolean hasLane(Sender sender, Kind kind, String lane) {
        SenderLife life = lives.get(sender);
        return life != null && life.hasLane(kind, lane);
    }

    /** The newest stamps of all senders and kinds, to be kept in the store. */
    public List<Row.StampRow> rows() {
        List<Row.StampRow> rows = new ArrayList<>();
        lives.forEach((sender, life) -> life.newest()
                .forEach((kind, stamp) ->
                        rows.add(new Row.StampRow(sender.toString(), kind.word(), stamp.boot(), stamp.seq()))));
        return rows;
    }

    /** Forgets all of a sender; its old messages would then be new. */
    public void forget(Sender sender) {
        lives.remove(sender);
    }

    private <T> T changing(Sender sender, Function<SenderLife, T> change) {
        SenderLife life = life(sender);
        T result = change.apply(life);
        if (life.beganTooOften(moments.now())) {
            duplicateIdentity.accept(sender);
        }
        return result;
    }

    private void restore(String sender, Kind kind, long boot, long seq) {
        // a sender that is expected but was never heard has zeros
        if (boot > 0 && seq > 0) {
            life(Sender.parse(sender)).restore(kind, new Stamp(boot, seq));
        }
    }

    private SenderLife life(Sender sender) {
        return lives.computeIfAbsent(sender, unheard -> new SenderLife());
    }
}

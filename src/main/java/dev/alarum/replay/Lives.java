package dev.alarum.replay;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.Roll.Present;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Who beats in the replay and who is silent, as recorded. Between gaps the beats are taken as regular. */
final class Lives {
    private final Map<Sender, Life> lives = new TreeMap<>();
    private long seq = 1;

    private static final class Life {
        long boot;
        /** -1 while it beats. */
        long silentFrom = -1;
    }

    /** The hub begins, or is taken up in the midst of its run. */
    void begin(Run run) {
        lives.clear();
        for (Present one : run.roll().present()) {
            Life life = new Life();
            life.boot = one.boot();
            life.silentFrom = one.boot() == 0 ? run.from() : one.silentSince();
            lives.put(one.sender(), life);
        }
    }

    boolean beats(Sender sender) {
        Life life = lives.get(sender);
        return life != null && life.silentFrom < 0;
    }

    void fell(Sender sender, long at) {
        Life life = lives.get(sender);
        if (life != null) {
            life.silentFrom = at;
        }
    }

    void heard(Sender sender, long boot) {
        Life life = lives.computeIfAbsent(sender, one -> new Life());
        life.boot = boot;
        life.silentFrom = -1;
    }

    void forget(Sender sender) {
        lives.remove(sender);
    }

    /** The next beat of that one. */
    Beat beat(Sender sender) {
        Life life = lives.get(sender);
        return new Beat(sender, Beat.DIRECT, new Stamp(life == null ? 1 : Math.max(1, life.boot), ++seq));
    }

    /** The next number of a message. */
    Stamp stamp() {
        return new Stamp(1, ++seq);
    }

    /** A beat of everyone who beats. */
    List<Beat> beats() {
        List<Beat> beats = new ArrayList<>(lives.size());
        lives.forEach((sender, life) -> {
            if (life.silentFrom < 0) {
                beats.add(new Beat(sender, Beat.DIRECT, new Stamp(life.boot, ++seq)));
            }
        });
        return beats;
    }

    /** When the first of those was last heard; -1 if they all beat. */
    long firstSilence(Collection<String> nodes) {
        return nodes.stream()
                .map(name -> lives.get(Sender.node(new Name(name))))
                .flatMapToLong(life -> life == null ? LongStream.empty() : LongStream.of(life.silentFrom))
                .filter(from -> from >= 0)
                .min()
                .orElse(-1);
    }
}

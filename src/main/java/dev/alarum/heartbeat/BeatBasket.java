package dev.alarum.heartbeat;

import dev.alarum.heartbeat.BeatNames.Known;
import dev.alarum.heartbeat.HubAnswer.Refused;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.StampSource;
import dev.alarum.node.Throttle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beat lines a relay has collected and not yet carried out. A relay cannot verify nodes; it bounds what one name and
 * all names together may take, and prefers names that a hub has accepted before. Safe to be used by several threads.
 */
public final class BeatBasket {
    /** The most names whose lines are carried. */
    public static final int MOST_NAMES = 1_000;
    /** The most lines in one body, of which the first is the relay's own. */
    public static final int MOST_LINES = 1_000;
    /** The most lines of one name between two batches: an agent beats once a second and may catch up a little. */
    public static final int MOST_LINES_OF_A_NAME = 4;

    private static final Logger LOGGER = LoggerFactory.getLogger(BeatBasket.class);

    private final Name relay;
    private final SenderKey key;
    private final StampSource stamps;
    private final Moments moments;
    private final Throttle log;
    private final BeatNames names = new BeatNames(MOST_NAMES);
    private final Deque<BeatLine> accepted = new ArrayDeque<>();
    private final Deque<BeatLine> untried = new ArrayDeque<>();

    /** An empty basket of that relay. */
    public BeatBasket(Name relay, SenderKey key, StampSource stamps, Moments moments) {
        this.relay = relay;
        this.key = key;
        this.stamps = stamps;
        this.moments = moments;
        this.log = new Throttle(Duration.ofMinutes(1), moments);
    }

    /** Takes the lines that an agent posted. What a hub said of that agent's last lines is in the answer. */
    public CollectAnswer collect(String body) {
        List<String> lines = body.lines().toList();
        if (lines.isEmpty()) {
            return CollectAnswer.malformed("the body is empty: give one line NAME BOOT SEQ MAC for each beat");
        }
        if (lines.size() > MOST_LINES) {
            return CollectAnswer.malformed("the body has " + lines.size() + " lines: give at most " + MOST_LINES);
        }
        CollectAnswer answer = CollectAnswer.to(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            try {
                take(BeatLine.parse(lines.get(i)), i + 1, answer);
            } catch (IllegalArgumentException e) {
                answer.refuse(i + 1, 400, String.valueOf(e.getMessage()), 0);
            }
        }
        return answer;
    }

    private synchronized void take(BeatLine line, int number, CollectAnswer answer) {
        if (line.sender().isRelay()) {
            throw new IllegalArgumentException("a relay carries no beats of relays: post them to the hub itself");
        }
        Known known = names.note(line.sender().name(), moments.now());
        if (known == null) {
            answer.refuse(number, 429, "this relay carries " + MOST_NAMES + " names already", 0);
            return;
        }
        if (known.waiting >= MOST_LINES_OF_A_NAME) {
            answer.refuse(number, 429, "more than " + MOST_LINES_OF_A_NAME + " beats of one name a period", 0);
            return;
        }
        known.waiting++;
        (known.accepted ? accepted : untried).add(line);
        if (known.bootOfHub >= line.stamp().boot()) {
            answer.refuse(number, 409, "the hub knows a later BOOT: go on with the next one", known.bootOfHub);
        }
        known.bootOfHub = 0;
    }

    /** When beats of that name last came; null if none did lately. Nobody has verified them. */
    public synchronized @Nullable Moment lastHeard(Name name) {
        Known known = names.of(name);
        return known == null ? null : known.last;
    }

    /** Whether beats of another name than that came within so long. */
    public synchronized boolean hearsAnother(Name name, Duration within) {
        Moment now = moments.now();
        return names.all().entrySet().stream()
                .anyMatch(one -> !one.getKey().equals(name)
                        && now.since(one.getValue().last).compareTo(within) < 0);
    }

    /** The next body: this relay's own sign of life and the lines that wait, each of which leaves the basket. */
    public BeatBatch batch() {
        List<BeatLine> lines = takeWaiting();
        StringBuilder remaining = new StringBuilder();
        lines.forEach(line -> remaining.append(line.text()).append('\n'));
        return new BeatBatch(BeatLine.batch(relay, stamps.next(), key, remaining.toString()), lines);
    }

    private synchronized List<BeatLine> takeWaiting() {
        List<BeatLine> lines = new ArrayList<>();
        for (Deque<BeatLine> queue : List.of(accepted, untried)) {
            while (!queue.isEmpty() && lines.size() < MOST_LINES - 1) {
                lines.add(leave(queue.remove()));
            }
        }
        while (!untried.isEmpty()) {
            leave(untried.remove());
        }
        return lines;
    }

    private BeatLine leave(BeatLine line) {
        Known known = names.of(line.sender().name());
        if (known != null) {
            known.waiting--;
        }
        return line;
    }

    /** Learns from what a hub answered. */
    public void answered(String hub, BeatBatch batch, int status, String body) {
        HubAnswer answer = HubAnswer.read(status, body);
        long ownBoot = answer.refused().stream()
                .filter(refused -> refused.line() == 1 && refused.status() == 409)
                .mapToLong(Refused::boot)
                .findFirst()
                .orElse(status == 409 ? answer.boot() : 0);
        if (ownBoot > 0 && stamps.follow(ownBoot)) {
            LOGGER.warn("event=boot-followed hub={} boot={}", hub, ownBoot);
        }
        boolean notKnown = status == 401
                || answer.refused().stream().anyMatch(refused -> refused.line() == 1 && refused.status() == 401);
        if (notKnown && log.passes("401 " + hub)) {
            LOGGER.error("event=relay-refused hub={} status=401 reason=\"check alarum.relay.name and .key\"", hub);
        } else if (status >= 300 && status != 401 && status != 409 && log.passes(status + " " + hub)) {
            LOGGER.warn("event=beats-refused hub={} status={}", hub, status);
        }
        note(batch, answer);
    }

    private synchronized void note(BeatBatch batch, HubAnswer answer) {
        List<BeatLine> taken = new ArrayList<>(answer.isTaken() ? batch.lines() : List.of());
        for (Refused refused : answer.refused()) {
            int index = refused.line() - 2;
            if (index >= 0 && index < batch.lines().size()) {
                BeatLine line = batch.lines().get(index);
                taken.remove(line);
                Known known = names.of(line.sender().name());
                if (known != null && refused.status() == 409) {
                    known.bootOfHub = Math.max(known.bootOfHub, refused.boot());
                }
            }
        }
        for (BeatLine line : taken) {
            Known known = names.of(line.sender().name());
            if (known != null) {
                known.accepted = true;
            }
        }
    }

    /** Notes that a hub did not answer. */
    public void unanswered(String hub, String reason) {
        if (log.passes("unanswered " + hub)) {
            LOGGER.warn("event=hub-unreachable hub={} carrying=beats reason=\"{}\"", hub, reason);
        }
    }
}

package dev.alarum.plan;

import dev.alarum.node.Moment;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One step of a plan, and what became of it. */
final class Step {
    private final int position;
    private final StepKind kind;
    private final String node;
    private final Set<Evidence> evidence = EnumSet.noneOf(Evidence.class);
    private Outcome outcome = Outcome.PLANNED;
    private @Nullable String words;
    private @Nullable String kept;
    /** When the order left; after a restart, when that was noticed. */
    private @Nullable Moment sent;
    /** When the order left, as far as that is known after a restart: what happened before shows nothing. */
    private @Nullable Moment left;

    private boolean wasUp;
    /** Whether Proxmox itself said yes, and not only what became of the node. */
    private boolean answeredYes;
    /** Whether it goes out once more, so that nobody waits for it. */
    private boolean again;

    private @Nullable Moment firstSent;
    private @Nullable Moment taken;
    private boolean doubtful;
    private boolean givenUp;
    private Instant changed;
    private boolean unsaved = true;

    Step(int position, StepKind kind, String node, Instant at) {
        this.position = position;
        this.kind = kind;
        this.node = node;
        this.changed = at;
    }

    /** The step as kept. Whether an order that was out without an answer has arrived is to be found out. */
    static Step restored(Row.StepRow row, Moment now) {
        Instant at = Instant.ofEpochMilli(row.at());
        Step step = new Step(row.position(), StepKind.valueOf(row.kind()), row.node(), at);
        step.outcome = Outcome.valueOf(row.outcome());
        step.words = row.detail();
        step.kept = row.kept();
        step.unsaved = false;
        if (row.evidence() != null) {
            Arrays.stream(row.evidence().split(",")).map(Evidence::valueOf).forEach(step.evidence::add);
        }
        Duration ago = Duration.between(at, now.wall());
        if (step.outcome != Outcome.PLANNED) {
            step.left = ago.isNegative() ? now : now.plus(ago.negated());
            step.wasUp = true;
        }
        if (step.outcome == Outcome.PENDING) {
            step.doubt(now);
            step.firstSent = now;
        } else if (step.outcome.isTaken()) {
            step.answeredYes = true;
            step.taken = step.left;
            step.sent = step.left;
            step.firstSent = step.left;
        }
        return step;
    }

    /** Nobody knows whether its order arrived: that is to be found out by what becomes of its node. */
    private void doubt(Moment now) {
        doubtful = true;
        sent = now;
    }

    /** Its order leaves; that is put on disk by the flow, before it really does. */
    void send(@Nullable String keeps, Moment now) {
        sent = now;
        left = now;
        firstSent = firstSent == null ? now : firstSent;
        doubtful = false;
        kept = keeps;
        outcome = Outcome.PENDING;
        words = null;
        changed = now.wall();
    }

    /** No flow puts on disk that its order left: its row is to. */
    void save() {
        unsaved = true;
    }

    /** When its order leaves, its node is known to be up: what is off later has gone since. */
    void isUpNow() {
        wasUp = true;
    }

    boolean wasUpWhenSent() {
        return wasUp;
    }

    /** The order seems not to have arrived: it is to go out again. */
    void sendAgain(Instant at) {
        sent = null;
        doubtful = false;
        keep(Outcome.PLANNED, "out before a restart without an answer, and nothing came of it", at);
    }

    /** Nobody took it, or its node was off: it goes out once more, and nobody waits for it. */
    void askAgain(Instant at) {
        again = true;
        givenUp = false;
        evidence.clear();
        keep(Outcome.PLANNED, words, at);
    }

    /** Who carried it out has not done so, or nobody knows: it is ours now. */
    void takeOver(Moment now) {
        switch (outcome) {
            case PENDING -> doubt(now);
            case NOT_ARMED, REFUSED, UNREACHABLE, SKIPPED -> keep(Outcome.PLANNED, words, now.wall());
            default -> {}
        }
    }

    /** Whether it is only asked again, so that nobody need wait for what comes of it. */
    boolean isAgain() {
        return again && outcome.isOpen();
    }

    /** Takes an answer; a yes stands whatever else is heard of it. What may have been changed without a yes is kept, too. */
    void answer(StepResult result, Moment now) {
        if (isBelied(result)) {
            evidence.clear();
        } else if (isSettled(result)) {
            return;
        }
        givenUp = false;
        doubtful = false;
        if (result.outcome().isTaken()) {
            answeredYes = true;
            taken = now;
            kept = result.kept() == null ? kept : result.kept();
        } else if (kind == StepKind.HA_OFF) {
            kept = result.kept();
        }
        keep(result.outcome(), result.detail(), now.wall());
    }

    /** A silence alone was taken for a yes, and now somebody says that nobody took it. */
    private boolean isBelied(StepResult result) {
        return outcome.isTaken()
                && !answeredYes
                && evidence.equals(EnumSet.of(Evidence.SILENCE))
                && !result.outcome().isTaken();
    }

    private boolean isSettled(StepResult result) {
        boolean late = outcome != Outcome.PENDING && !givenUp && result.outcome() != Outcome.ACCEPTED;
        return late || outcome == Outcome.DOWN || outcome == Outcome.STILL_UP;
    }

    /** What a relay says of it, which carries the plan out; what is further here than there stays so. */
    void adopt(RelayPlan.Line line, Moment now) {
        evidence.addAll(line.evidence());
        boolean known = outcome.isSeenTo() || outcome == Outcome.STOPPED;
        if (outcome == line.outcome()
                || outcome == Outcome.DOWN
                || (known && !line.outcome().isSeenTo())) {
            return;
        }
        if (line.outcome().isTaken() && !outcome.isTaken()) {
            taken = now;
        }
        answeredYes |= line.outcome().isTaken();
        sent = sent == null && line.outcome() != Outcome.PLANNED ? now : sent;
        left = left == null ? sent : left;
        doubtful = false;
        kept = line.kept() == null ? kept : line.kept();
        keep(line.outcome(), line.words(), now.wall());
    }

    /** Something has shown that it was taken, although nobody answered. */
    void take(Moment now) {
        taken = now;
        doubtful = false;
        keep(Outcome.ACCEPTED, null, now.wall());
    }

    void giveUp(String why, Instant at) {
        givenUp = true;
        doubtful = false;
        keep(Outcome.UNREACHABLE, why, at);
    }

    /** It ends without an order, or with what became of it. */
    void become(Outcome end, @Nullable String why, Instant at) {
        keep(end, why, at);
    }

    /** Notes what shows that its node goes down. @return whether that is new */
    boolean add(Evidence found, Instant at) {
        boolean fresh = evidence.add(found);
        if (fresh) {
            keep(outcome, words, at);
        }
        return fresh;
    }

    /** What its order needs to know, from the beginning. */
    void keep(@Nullable String what) {
        kept = what;
    }

    int position() {
        return position;
    }

    StepKind kind() {
        return kind;
    }

    String node() {
        return node;
    }

    Outcome outcome() {
        return outcome;
    }

    Set<Evidence> evidence() {
        return evidence;
    }

    /** The API's words, or why it ended so; null if there is nothing to say. */
    @Nullable
    String words() {
        return words;
    }

    /** What its undoing needs; null if nothing. */
    @Nullable
    String kept() {
        return kept;
    }

    /** The guests that it has kept. */
    List<Integer> guests() {
        String ids = kept;
        return ids == null || ids.isEmpty()
                ? List.of()
                : Arrays.stream(ids.split(",")).map(Integer::valueOf).toList();
    }

    static @Nullable String joined(List<Integer> guests) {
        return guests.isEmpty() ? null : guests.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    boolean isPlanned() {
        return outcome == Outcome.PLANNED;
    }

    /** Whether it was out before a restart, and nobody knows yet what became of it. */
    boolean isDoubtful() {
        return doubtful;
    }

    boolean isAnswered() {
        return !outcome.isOpen();
    }

    /** When its order left, as far as that is known; null if it has not. */
    @Nullable
    Moment leftAt() {
        return left;
    }

    /** Whether it left so long ago, or longer. */
    boolean isSentFor(Duration age, Moment now) {
        return sent != null && now.since(sent).compareTo(age) >= 0;
    }

    /** Whether it left less than so long ago. */
    boolean isSentWithin(Duration age, Moment now) {
        return sent != null && now.since(sent).compareTo(age) < 0;
    }

    /** Whether it left for the first time so long ago, or longer. */
    boolean isFirstSentFor(Duration age, Moment now) {
        return firstSent != null && now.since(firstSent).compareTo(age) >= 0;
    }

    /** Whether it was taken so long ago, or longer. */
    boolean isTakenFor(Duration age, Moment now) {
        return taken != null && now.since(taken).compareTo(age) >= 0;
    }

    /** Its row if it changed since this was last asked; else null. */
    Row.@Nullable StepRow unsaved(long plan) {
        if (!unsaved) {
            return null;
        }
        unsaved = false;
        return new Row.StepRow(
                plan,
                position,
                kind.name(),
                node,
                // whoever finds it after a crash must know that it was out before
                (isAgain() && isPlanned() ? Outcome.UNREACHABLE : outcome).name(),
                words,
                kept,
                evidence.isEmpty() ? null : evidence.stream().map(Enum::name).collect(Collectors.joining(",")),
                changed.toEpochMilli());
    }

    private void keep(Outcome fresh, @Nullable String why, Instant at) {
        outcome = fresh;
        words = why;
        changed = at;
        unsaved = true;
    }
}

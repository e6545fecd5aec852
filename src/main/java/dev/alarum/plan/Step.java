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
        if (step.outcome == Outcome.PENDING) {
            step.doubtful = true;
            step.sent = now;
            step.firstSent = now;
        } else if (step.outcome.isTaken()) {
            Duration ago = Duration.between(at, now.wall());
            step.taken = ago.isNegative() ? now : now.plus(ago.negated());
            step.sent = step.taken;
            step.firstSent = step.taken;
        }
        return step;
    }

    /** Its order leaves; that is put on disk by the flow, before it really does. */
    void send(@Nullable String keeps, Moment now) {
        sent = now;
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

    /** The order seems not to have arrived: it is to go out again. */
    void sendAgain(Instant at) {
        sent = null;
        doubtful = false;
        keep(Outcome.PLANNED, "out before a restart without an answer, and nothing came of it", at);
    }

    /** Takes an answer; a yes stands whatever else is heard of it. What may have been changed without a yes is kept, too. */
    void answer(StepResult result, Moment now) {
        if (outcome != Outcome.PENDING && !givenUp && result.outcome() != Outcome.ACCEPTED) {
            return;
        }
        if (outcome == Outcome.DOWN || outcome == Outcome.STILL_UP) {
            return;
        }
        givenUp = false;
        doubtful = false;
        if (result.outcome().isTaken()) {
            taken = now;
            kept = result.kept() == null ? kept : result.kept();
        } else if (kind == StepKind.HA_OFF) {
            kept = result.kept();
        }
        keep(result.outcome(), result.detail(), now.wall());
    }

    /** What a relay says of it, which carries the plan out; what we know to be taken stays so. */
    void adopt(RelayPlan.Line line, Moment now) {
        evidence.addAll(line.evidence());
        boolean known = outcome.isTaken() || outcome == Outcome.ALREADY_OFF;
        boolean further = line.outcome().isTaken() || line.outcome() == Outcome.ALREADY_OFF;
        if (outcome == line.outcome() || outcome == Outcome.DOWN || (known && !further)) {
            return;
        }
        if (line.outcome().isTaken() && !outcome.isTaken()) {
            taken = now;
        }
        sent = sent == null && line.outcome() != Outcome.PLANNED ? now : sent;
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

    /** Whether it left so long ago, or longer. */
    boolean isSentFor(Duration age, Moment now) {
        return sent != null && now.since(sent).compareTo(age) >= 0;
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
                outcome.name(),
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

package dev.alarum.notice;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One notice on its way to several targets, until the first has it, its time is over or all have refused it. */
public final class NoticeDelivery {
    private final Supplier<SignedNotice> signer;
    private final Moments moments;
    private final Moment deadline;
    private final Set<String> open;
    private final Set<String> untried;
    private final Map<String, String> troubles = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private SignedNotice signed;
    private int underWay;
    private @Nullable String acknowledgedBy;

    /**
     * A delivery whose time runs from now.
     *
     * @param signer stamps and signs the notice; asked again only when a hub wants a later BOOT
     * @param patience how long the first acknowledgement is waited for
     */
    public NoticeDelivery(Supplier<SignedNotice> signer, Set<String> targets, Duration patience, Moments moments) {
        this.signer = signer;
        this.moments = moments;
        this.deadline = moments.now().plus(patience);
        this.open = new HashSet<>(targets);
        this.untried = new HashSet<>(targets);
        this.signed = signer.get();
    }

    /** The notice as it is to be sent now. */
    public SignedNotice getSigned() {
        return locked(() -> signed);
    }

    /** Whether it is still worth sending. */
    public boolean isWanted() {
        return locked(() -> acknowledgedBy == null && !open.isEmpty() && left().compareTo(Duration.ZERO) > 0);
    }

    /**
     * Begins an attempt, if that target may still take it: each target is tried once, even when another has it already.
     *
     * @return whether to send; one call of {@link #acknowledged}, {@link #refused} or {@link #failed} follows then
     */
    public boolean attempt(String target) {
        return locked(() -> {
            boolean isFirst = untried.remove(target);
            boolean sends = open.contains(target) && (isFirst || isWanted());
            if (sends) {
                underWay++;
            }
            return sends;
        });
    }

    /** Waits until it is settled, at most that long. */
    public void await(Duration round) throws InterruptedException {
        await(round.compareTo(left()) < 0 ? round : left(), () -> acknowledgedBy != null || open.isEmpty());
    }

    /** Waits until every target was tried and no attempt is under way, at most that long. */
    public void awaitAll(Duration grace) throws InterruptedException {
        await(grace.compareTo(left()) < 0 ? grace : left(), () -> untried.isEmpty() && underWay == 0);
    }

    private void await(Duration time, BooleanSupplier isOver) throws InterruptedException {
        Moment end = moments.now().plus(time);
        lock.lock();
        try {
            while (!isOver.getAsBoolean()) {
                Duration rest = Duration.ofNanos(end.nanos() - moments.now().nanos());
                if (rest.isNegative() || rest.isZero()) {
                    return;
                }
                settled.await(rest.toNanos(), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A target has it. */
    public void acknowledged(String target) {
        change(() -> {
            underWay--;
            open.remove(target);
            troubles.remove(target);
            if (acknowledgedBy == null) {
                acknowledgedBy = target;
            }
        });
    }

    /** A target will not take it, however often it is sent. */
    public void refused(String target, String reason) {
        change(() -> {
            underWay--;
            open.remove(target);
            troubles.put(target, reason);
        });
    }

    /** One attempt failed; the next may not. */
    public void failed(String target, String reason) {
        change(() -> {
            underWay--;
            if (open.contains(target)) {
                troubles.put(target, reason);
            }
        });
    }

    /** Signs it anew, with the sender's present stamp, unless that was done since the attempt. */
    public void renew(SignedNotice attempt) {
        change(() -> {
            if (signed.equals(attempt)) {
                signed = signer.get();
            }
        });
    }

    /** What became of it so far. */
    public NoticeOutcome outcome() {
        return locked(() -> new NoticeOutcome(Optional.ofNullable(acknowledgedBy), troubles));
    }

    private Duration left() {
        return Duration.ofNanos(deadline.nanos() - moments.now().nanos());
    }

    private void change(Runnable change) {
        locked(() -> {
            change.run();
            settled.signalAll();
            return true;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}

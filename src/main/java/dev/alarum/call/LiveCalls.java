package dev.alarum.call;

import dev.alarum.call.Answer.BadNumber;
import dev.alarum.call.Answer.Busy;
import dev.alarum.call.Answer.Placed;
import dev.alarum.call.Answer.Refused;
import dev.alarum.call.Answer.Seen;
import dev.alarum.call.Answer.Unreachable;
import dev.alarum.call.Answer.Unsure;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.LiveCall.Phase;
import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of this process that are not over, and what is to be done about each next. Each attempt it takes ends
 * with one final update, whatever the provider does.
 */
final class LiveCalls {
    private static final int REMEMBERED = 10_000;
    private static final int LOOKS = 2;
    /** The provider's stamp is in whole seconds, and the two clocks are compared to a second or two. */
    private static final Duration CREATED_BEFORE = Duration.ofSeconds(5);

    private final CallTimes times;
    private final Duration longest;
    private final int providers;
    private final Map<Key, LiveCall> live = new LinkedHashMap<>();
    private final Set<Key> taken = remembered();
    private final Set<String> sids = remembered();

    /**
     * @param ringTimeout how long a phone rings
     * @param times how long to wait for what
     * @param providers how many providers can be asked about calls; 0 with the console
     */
    LiveCalls(Duration ringTimeout, CallTimes times, int providers) {
        this.times = times;
        this.longest = ringTimeout.plus(times.overdue());
        this.providers = providers;
    }

    private record Key(long incident, int attempt) {}

    /** Takes an attempt on; false if this process had it before. */
    synchronized boolean take(Attempt attempt, Moment now) {
        Key key = new Key(attempt.incident(), attempt.attempt());
        if (!taken.add(key)) {
            return false;
        }
        live.put(
                key,
                new LiveCall(
                        key.incident(),
                        key.attempt(),
                        attempt.contact().phone(),
                        attempt.at(),
                        attempt.provider(),
                        now));
        return true;
    }

    /** Takes on what an earlier process left unfinished: with an id it is followed, without it is looked for. */
    synchronized void resume(
            long incident,
            int attempt,
            String phone,
            Instant intended,
            int provider,
            Status status,
            @Nullable String sid,
            Moment now) {
        Key key = new Key(incident, attempt);
        if (sid != null) {
            sids.add(sid);
        }
        if (!taken.add(key) || status.isFinal()) {
            return;
        }
        LiveCall call = new LiveCall(incident, attempt, phone, intended, provider, now);
        if (sid == null) {
            call.turn(Phase.LOOKING, "unreachable: the hub stopped before the provider's answer came", now);
        } else {
            call.follow(sid, status);
        }
        live.put(key, call);
    }

    /** What the provider made of the order to call; the update to report now, if any. */
    synchronized Optional<CallUpdate> answered(long incident, int attempt, Answer answer, Moment now) {
        LiveCall call = live.get(new Key(incident, attempt));
        if (call == null || call.phase() != Phase.DIALLING) {
            return Optional.empty();
        }
        if (answer instanceof Placed placed) {
            return adopt(call, placed.call());
        }
        if (answer instanceof Unsure unsure) {
            call.turn(Phase.LOOKING, unsure.detail(), now);
            return Optional.empty();
        }
        return Optional.of(notPlaced(call, answer));
    }

    private CallUpdate notPlaced(LiveCall call, Answer answer) {
        if (answer instanceof Refused refused) {
            return end(call, Status.REFUSED, refused.detail());
        }
        if (answer instanceof BadNumber bad) {
            return end(call, Status.BAD_NUMBER, bad.detail());
        }
        if (answer instanceof Busy busy) {
            return end(call, Status.NOT_PLACED, busy.detail()).after(busy.pause());
        }
        return end(
                call,
                Status.NOT_PLACED,
                answer instanceof Unreachable unreachable ? unreachable.detail() : "unreachable: no answer");
    }

    /** All that is to be done now. */
    synchronized List<Due> due(Moment now) {
        List<Due> due = new ArrayList<>();
        for (LiveCall call : List.copyOf(live.values())) {
            due(call, now).ifPresent(due::add);
        }
        return due;
    }

    private Optional<Due> due(LiveCall call, Moment now) {
        if (now.since(call.since).compareTo(longest) >= 0) {
            return report(end(call, Status.FAILED, "no end within " + longest.toSeconds() + " s"));
        }
        if (call.phase() == Phase.DIALLING || !call.isDue(now)) {
            return Optional.empty();
        }
        if (call.provider > providers) {
            return report(
                    call.sid() == null
                            ? end(call, Status.NOT_PLACED, call.detail())
                            : end(call, Status.FAILED, "the provider of this call cannot be asked about it any more"));
        }
        call.ask(now);
        String sid = call.sid();
        return Optional.of(
                sid == null
                        ? new Due.Look(call.incident, call.attempt, call.phone, call.intended, call.provider)
                        : new Due.Fetch(call.incident, call.attempt, sid, call.provider));
    }

    private static Optional<Due> report(CallUpdate update) {
        return Optional.of(new Due.Report(update));
    }

    /** How a followed call is now; the update to report, if it is any news. */
    synchronized Optional<CallUpdate> fetched(long incident, int attempt, Seen seen) {
        LiveCall call = live.get(new Key(incident, attempt));
        return call == null || !call.takeIn(seen) ? Optional.empty() : told(call, seen);
    }

    /** The provider tells by itself how a followed call is; the update to report, if it is any news. */
    synchronized Optional<CallUpdate> calledBack(Callback callback) {
        LiveCall call = live.get(new Key(callback.incident(), callback.attempt()));
        Seen seen = callback.seen();
        return call == null || !seen.sid().equals(call.sid()) || call.isPast(seen) || !call.takeIn(seen)
                ? Optional.empty()
                : told(call, seen);
    }

    /** Which account carries that attempt; 1 if it is over. */
    synchronized int providerOf(long incident, int attempt) {
        LiveCall call = live.get(new Key(incident, attempt));
        return call == null ? 1 : call.provider;
    }

    /** A question about a followed call failed. */
    synchronized Optional<CallUpdate> fetchFailed(long incident, int attempt, String detail, Moment now) {
        LiveCall call = live.get(new Key(incident, attempt));
        if (call == null || call.failingSince(now).compareTo(times.unanswered()) < 0) {
            return Optional.empty();
        }
        return Optional.of(end(call, Status.FAILED, detail));
    }

    /** What the provider's list shows for the number of an attempt; an empty list also when it could not be had. */
    synchronized Optional<CallUpdate> looked(long incident, int attempt, List<Seen> listed, Moment now) {
        LiveCall call = live.get(new Key(incident, attempt));
        if (call == null || call.phase() != Phase.LOOKING) {
            return Optional.empty();
        }
        Optional<Seen> found = listed.stream()
                .filter(seen -> !sids.contains(seen.sid()))
                .filter(seen -> isOf(call, seen.created()))
                .min(Comparator.comparing(seen -> seen.created() == null ? Instant.MAX : seen.created()));
        if (found.isPresent()) {
            return adopt(call, found.get());
        }
        return call.lookedInVain(now.plus(times.lookAgain())) < LOOKS
                ? Optional.empty()
                : Optional.of(end(call, Status.NOT_PLACED, call.detail()));
    }

    private static boolean isOf(LiveCall call, @Nullable Instant created) {
        return created != null && !created.isBefore(call.intended.minus(CREATED_BEFORE));
    }

    private Optional<CallUpdate> adopt(LiveCall call, Seen seen) {
        sids.add(seen.sid());
        call.follow(seen.sid(), Status.INTENT);
        call.takeIn(seen);
        return told(call, seen);
    }

    private Optional<CallUpdate> told(LiveCall call, Seen seen) {
        if (seen.status().isFinal()) {
            live.remove(new Key(call.incident, call.attempt));
        }
        return Optional.of(call.update(seen.durationSeconds()));
    }

    private CallUpdate end(LiveCall call, Status status, @Nullable String detail) {
        live.remove(new Key(call.incident, call.attempt));
        return call.end(status, detail);
    }

    private static <T> Set<T> remembered() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });
    }
}

package dev.alarum.core;

import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.KeyPress;
import dev.alarum.call.Ladder;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentState;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rings for the incidents that are to be rung for, until somebody is reached. */
final class CallDesk {
    private static final int REMEMBERED = 100;
    private final CallSettings settings;
    private final IncidentDesk incidents;
    private final PlanByHand plans;
    private final Effects effects;
    private final Function<Incident, CallFacts> facts;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Carriers carriers;
    private final CallBudget budget;

    CallDesk(
            CallSettings settings,
            IncidentDesk incidents,
            PlanByHand plans,
            Effects effects,
            Function<Incident, CallFacts> facts) {
        this.plans = plans;
        this.settings = settings;
        this.incidents = incidents;
        this.effects = effects;
        this.facts = facts;
        this.carriers = new Carriers(settings.providers(), effects);
        this.budget = new CallBudget(settings, effects);
    }

    /** Takes up what was spent before the start. */
    void restoreSpent(List<Long> accepted, Moment start) {
        budget.restore(accepted, start);
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    void restore(Row.AttemptRow row, Moment start) {
        Map<Long, Attempt.Told> told = incidents
                .find(row.incident())
                .map(incident -> Map.of(incident.id, incidents.toldAt(incident, Anchor.past(start, row.at()))))
                .orElse(Map.of());
        Attempt attempt = Attempt.of(row, told, start);
        attempts.add(attempt);
        incidents.find(attempt.incident).ifPresent(incident -> restoreLadder(incident, attempt));
        // after a clock was set back nobody knows what such a call can have told: rather one call more than one less
        boolean isOfTheFuture = row.at() > start.wall().toEpochMilli();
        if (attempt.isAccepted() && !isOfTheFuture) {
            incidents.rungBefore(attempt.incident, attempt.at, Ladder.isHeard(attempt.whole()));
        }
        if (attempt.isLive()) {
            incidents
                    .find(attempt.incident)
                    .filter(incident -> isNewest(incident, attempt.incident, attempt.number))
                    .ifPresent(incident -> incident.ladder.takeUp());
        }
    }

    private void restoreLadder(Incident incident, Attempt attempt) {
        boolean isLast = incident.ladder.attempts() == attempt.number;
        boolean elsewhere = attempt.status.isUnplaced() && carriers.failed(attempt, attempt.whole(), attempt.at);
        if (attempt.isAccepted()) {
            carriers.accepted(attempt.provider, attempt.phone);
        }
        boolean isBad = attempt.status == CallUpdate.Status.BAD_NUMBER && !elsewhere;
        if (isLast && !attempt.isLive() && (isBad || attempt.key == Key.NEXT)) {
            incident.ladder.toNextContact();
        }
        carriers.wasTold();
    }

    /** Rings whoever is due. */
    void tick(Moment now) {
        for (Incident incident : List.copyOf(incidents.all())) {
            if (incident.state == IncidentState.CALLING && incident.ladder.isDue(now)) {
                ring(incident, now);
            }
        }
        for (int i = 0; attempts.size() > REMEMBERED && i < attempts.size(); ) {
            if (isHistory(attempts.get(i))) {
                attempts.remove(i);
            } else {
                i++;
            }
        }
    }

    /** What is over, and told nobody of what is still to be told. */
    private boolean isHistory(Attempt attempt) {
        boolean tells = attempt.told.keySet().stream()
                .anyMatch(id -> incidents.find(id).filter(Incident::isLive).isPresent());
        return !attempt.isLive() && !(attempt.isAccepted() && tells);
    }

    private void ring(Incident incident, Moment now) {
        Contact contact = incident.ladder.contact(now);
        int provider = contact == null ? 0 : carriers.choose(contact.phone(), now);
        if (contact == null || provider == 0 || isOnThePhone(contact) || isCapped(incident, now)) {
            return;
        }
        List<Incident> spokenOf = Stream.concat(
                        Stream.of(incident),
                        incidents.all().stream()
                                .filter(other -> other.id != incident.id && other.state == IncidentState.CALLING))
                .toList();
        int number = incident.ladder.begin(now);
        Map<Long, Attempt.Told> told = spokenOf.stream().collect(Collectors.toMap(one -> one.id, incidents::toldNow));
        carriers.begin(provider, now);
        attempts.add(new Attempt(incident.id, number, contact, now, provider, told));
        List<CallFacts> toSay = spokenOf.stream().map(facts).toList();
        effects.dial(new CallOrder(incident.id, number, contact, toSay, provider));
        effects.decide(
                now,
                "incident " + incident.id,
                "ladder",
                "attempt " + number + ", " + incident.cause.word(),
                "rings " + contact.name() + (provider == 1 ? "" : " through provider " + provider));
    }

    private boolean isOnThePhone(Contact contact) {
        return attempts.stream()
                .anyMatch(one -> one.isLive() && one.contactOrder == contact.order() && !isOfEndedDrill(one));
    }

    /** What is real does not wait until somebody hangs up who was told of a drill; an order that is not taken yet may. */
    private boolean isOfEndedDrill(Attempt attempt) {
        boolean isDrill = attempt.told.values().stream().anyMatch(told -> told.cause() == Cause.DRILL);
        boolean goesOn = incidents
                .find(attempt.incident)
                .filter(one -> one.state == IncidentState.CALLING)
                .isPresent();
        return isDrill && attempt.isAccepted() && !goesOn;
    }

    /** The cap on calls never stands before the first call of an incident, or the first that tells of a worse cause. */
    private boolean isCapped(Incident incident, Moment now) {
        if (incident.cause == Cause.DRILL) {
            return !hasRoomForADrill(now);
        }
        boolean capped =
                budget.isSpent(now) && attempts.stream().anyMatch(one -> one.isAccepted() && hasTold(one, incident));
        budget.tell(incident, capped, now);
        return capped;
    }

    /** Whether the caps leave, after one call more, a whole round for what is real. */
    boolean hasRoomForADrill(Moment now) {
        return budget.isLeft(1 + settings.contacts().size() * settings.attempts(), now);
    }

    /** The provider told of that call by itself. */
    void calledBack(long incident, int number) {
        Attempt attempt = find(incident, number);
        if (attempt != null) {
            attempt.calledBack = true;
        }
    }

    boolean isVoid(CallOrder order) {
        return incidents
                .find(order.incident())
                .filter(incident -> incident.state == IncidentState.CALLING)
                .filter(incident -> incident.ladder.attempts() == order.attempt())
                .isEmpty();
    }

    private static boolean hasTold(Attempt attempt, Incident incident) {
        Attempt.Told told = attempt.told.get(incident.id);
        return told != null && !incident.cause.isWorseThan(told.cause());
    }

    /** What a person wants who was reached by that call. @return what came of it */
    KeyAnswer key(KeyPress press, Moment now) {
        Attempt attempt = find(press.incident(), press.attempt());
        if (attempt == null || !attempt.isLive()) {
            return isCalling(press.incident()) ? KeyAnswer.NEXT_CALL : KeyAnswer.OVER;
        }
        attempt.calledBack = true;
        String how = attempt.contact + " pressed " + press.key().digit();
        if (press.key() == Key.NEXT) {
            pressed(attempt, press.key());
            effects.decide(now, "incident " + attempt.incident, "key", how, "rings the next contact after this call");
            return KeyAnswer.NEXT_CONTACT;
        }
        KeyAnswer plan = press.key().isOfPlan() ? plan(attempt, press.key(), how, now) : KeyAnswer.OVER;
        KeyAnswer settled = settle(attempt, press.key(), how, now);
        KeyAnswer answer = plan == KeyAnswer.OVER ? settled : plan;
        if (answer != KeyAnswer.OVER) {
            pressed(attempt, press.key());
        }
        return answer == KeyAnswer.OVER && isOfEndedDrill(attempt) && isAnyCalling() ? KeyAnswer.NEXT_CALL : answer;
    }

    private boolean isAnyCalling() {
        return incidents.all().stream().anyMatch(one -> one.state == IncidentState.CALLING);
    }

    private boolean isCalling(long incident) {
        return incidents
                .find(incident)
                .filter(one -> one.state == IncidentState.CALLING)
                .isPresent();
    }

    private KeyAnswer plan(Attempt attempt, Key key, String how, Moment now) {
        KeyAnswer answer = KeyAnswer.OVER;
        for (Map.Entry<Long, Attempt.Told> told : attempt.told.entrySet()) {
            Incident incident = incidents.find(told.getKey()).orElse(null);
            // who was told of failed nodes only does not decide about an outage that was confirmed meanwhile
            if (incident != null && told.getValue().cause() == Cause.POWER && plans.canDecide(incident)) {
                KeyAnswer one = plans.decide(incident, key, how, now);
                answer = answer == KeyAnswer.OVER || answer == KeyAnswer.PLAN_OUT ? one : answer;
            }
        }
        return answer;
    }

    private KeyAnswer settle(Attempt attempt, Key key, String how, Moment now) {
        KeyAnswer answer = KeyAnswer.OVER;
        for (Map.Entry<Long, Attempt.Told> told : attempt.told.entrySet()) {
            Incident incident = incidents.find(told.getKey()).orElse(null);
            if (incident != null && incident.state == IncidentState.CALLING) {
                KeyAnswer one = settle(incident, told.getValue(), key, how, now);
                answer = answer == KeyAnswer.OVER || one == KeyAnswer.GREW_WORSE ? one : answer;
            }
        }
        return answer;
    }

    private void pressed(Attempt attempt, Key key) {
        attempt.key = key;
        effects.save(attempt.row());
    }

    private KeyAnswer settle(Incident incident, Attempt.Told told, Key key, String how, Moment now) {
        if (!incidents.isCovered(incident, told)) {
            effects.decide(now, "incident " + incident.id, "key", how + ", but it grew worse meanwhile", "rings again");
            return KeyAnswer.GREW_WORSE;
        }
        return key == Key.CLOSE ? incidents.close(incident, how, now) : incidents.acknowledge(incident, how, now);
    }

    private @Nullable Attempt find(long incident, int number) {
        return attempts.stream()
                .filter(one -> one.incident == incident && one.number == number)
                .findFirst()
                .orElse(null);
    }

    /** What became of an attempt. */
    void update(CallUpdate update, Moment now) {
        Attempt attempt = find(update.incident(), update.attempt());
        if (attempt == null || !attempt.isLive()) {
            return;
        }
        boolean wasAccepted = attempt.isAccepted();
        attempt.take(update);
        effects.save(attempt.row());
        if (!wasAccepted && attempt.isAccepted()) {
            carriers.accepted(attempt.provider, attempt.phone);
            budget.accepted(attempt.at, now);
            attempt.told.keySet().forEach(id -> incidents.find(id).ifPresent(one -> incidents.rung(one, now)));
            incidents.find(attempt.incident).ifPresent(incident -> taken(incident, attempt, now));
        }
        if (update.status() == CallUpdate.Status.NOT_WANTED) {
            notWanted(attempt, now);
        } else if (update.status().isFinal()) {
            ended(attempt, update, now);
        }
        carriers.tell(now);
    }

    private void taken(Incident incident, Attempt attempt, Moment now) {
        if (isNewest(incident, attempt.incident, attempt.number)) {
            incident.ladder.placed();
        }
        canCall(incident, now);
    }

    /** Whether the ladder stands where that attempt was made: it may have begun anew since. */
    private static boolean isNewest(Incident incident, long rung, int attempt) {
        return incident.id == rung && incident.ladder.attempts() == attempt;
    }

    private void notWanted(Attempt attempt, Moment now) {
        Incident incident = incidents.find(attempt.incident).orElse(null);
        if (incident != null && isNewest(incident, attempt.incident, attempt.number)) {
            incident.ladder.givenUp();
        }
        effects.decide(
                now,
                "incident " + attempt.incident,
                "not wanted",
                "attempt " + attempt.number + " waited "
                        + Words.duration(now.since(attempt.at)) + "; the incident is "
                        + (incident == null ? "over" : incident.state.name().toLowerCase(Locale.ROOT)),
                "does not ring " + attempt.contact);
    }

    private void ended(Attempt attempt, CallUpdate update, Moment now) {
        boolean elsewhere = update.status().isUnplaced() && carriers.failed(attempt, update, now);
        CallUpdate whole = attempt.whole();
        String how = attempt.contact + ": " + update.status().word()
                + (attempt.answeredBy == null ? "" : ", answered by " + attempt.answeredBy)
                + ", " + attempt.durationSeconds + " s"
                + (update.detail() == null ? "" : ", " + update.detail());
        if (attempt.key == Key.NEXT) {
            incidents
                    .find(attempt.incident)
                    .filter(incident -> isNewest(incident, attempt.incident, attempt.number))
                    .ifPresent(incident -> incident.ladder.passedOn(now));
        } else if (settings.keys()) {
            incidents
                    .find(attempt.incident)
                    .ifPresent(incident -> unheard(incident, attempt, whole, elsewhere, how, now));
        } else if (Ladder.isHeard(whole)) {
            attempt.told.forEach(
                    (id, told) -> incidents.find(id).ifPresent(incident -> heard(incident, told, whole, how, now)));
        } else {
            incidents.find(attempt.incident).ifPresent(incident -> missed(incident, whole, elsewhere, how, now));
        }
    }

    /** Where keys can be pressed, only a key tells that somebody was reached. */
    private void unheard(
            Incident incident, Attempt attempt, CallUpdate update, boolean elsewhere, String how, Moment now) {
        if (incident.state != IncidentState.CALLING) {
            incident.ladder.reached();
        } else {
            missed(incident, update, elsewhere, attempt.key == null ? how + ", no key was pressed" : how, now);
        }
    }

    private void heard(Incident incident, Attempt.Told told, CallUpdate update, String how, Moment now) {
        if (incidents.isCovered(incident, told)) {
            incidents.acknowledge(incident, how + " (unconfirmed: no key was pressed)", now);
        } else {
            missed(incident, update, false, how + ", but it grew worse meanwhile", now);
        }
    }

    private void missed(Incident incident, CallUpdate update, boolean elsewhere, String how, Moment now) {
        if (isNewest(incident, update.incident(), update.attempt())) {
            incident.ladder.missed(update, elsewhere, now);
            cannotCall(incident, how, now);
        }
        effects.decide(now, "incident " + incident.id, "not reached", how, "goes on with the ladder");
    }

    /** Who cannot be rung must learn of it in another way; once for each incident. */
    private void cannotCall(Incident incident, String how, Moment now) {
        // of a drill it is told that it failed
        if (cannotCall(incident) && !incident.cannotCallTold && incident.cause != Cause.DRILL) {
            incident.cannotCallTold = true;
            effects.tell(
                    now,
                    "cannot-call",
                    incident,
                    "Nobody can be called. " + IncidentDesk.inWords(incident) + " (" + how + ")");
        }
    }

    private void canCall(Incident incident, Moment now) {
        if (incident.cannotCallTold && !incident.canCallTold) {
            incident.canCallTold = true;
            effects.tell(now, "can-call", incident, "Calls about incident " + incident.id + " are taken again");
        }
    }

    /** Whether calls are wanted but the provider does not take them. */
    boolean cannotCall() {
        return incidents.all().stream().anyMatch(this::cannotCall);
    }

    private boolean cannotCall(Incident incident) {
        int unplaced = incident.ladder.unplacedInARow();
        return incident.state == IncidentState.CALLING
                && (unplaced >= carriers.failuresOfAll()
                        || (unplaced > 0 && carriers.areRefused())
                        || incident.ladder.isNobodyCallable());
    }

    /** What people must see to about the calls. */
    void problems(List<ProblemView> found) {
        carriers.problems(found);
    }
}

package dev.alarum.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A core whose guards are taken out one by one: the simulator finds each within 200 seeds. */
class MutationsTest {
    private static final long SEEDS = 200;
    private static final Set<String> QUICK = Set.of(
            "a hub that hears nobody judges",
            "a notice silences nobody",
            "nothing does the work of an aggregator that sleeps",
            "one failed node more than the threshold is wanted",
            "one failed node is enough",
            "the first reading on battery is believed",
            "who was reached is rung again",
            "a lease does not end",
            "a refused account is asked again at once",
            "who asks for the next contact is rung again",
            "quiet hours are not kept",
            "a drill goes on beside an incident");

    static Stream<Mutation> mutations() {
        return Stream.of(
                new Mutation(
                        "a freeze is not noticed",
                        "heartbeat/Guard.java",
                        "Duration length, String what) {\n        lastSeen = now;",
                        "Duration length, String what) {\n        lastSeen = now;\n        if (what.contains(\"stood\")) return null;"),
                new Mutation(
                        "silence counts from before the hub was well",
                        "core/Watched.java",
                        "later(later(wellSince, lastArrived), watchedFrom)",
                        "later(lastArrived == null ? wellSince : lastArrived, watchedFrom)"),
                new Mutation(
                        "a hub that hears nobody judges",
                        "core/Roster.java",
                        "if (guard.isDeaf() || silence.compareTo(one.timeout) < 0) {",
                        "if (silence.compareTo(one.timeout) < 0) {"),
                new Mutation(
                        "holds have no end",
                        "heartbeat/Guard.java",
                        "if (total(holds, now).compareTo(BUDGET) >= 0) {",
                        "if (total(holds, now).compareTo(BUDGET_WINDOW) >= 0) {"),
                new Mutation(
                        "a notice silences nobody",
                        "core/Roster.java",
                        "if (one.state == LifeState.LEAVING || one.told) {",
                        "if (one.told) {"),
                new Mutation(
                        "our own order silences nobody",
                        "core/Roster.java",
                        "if (one.state == LifeState.LEAVING || one.told) {",
                        "if (one.state == LifeState.LEAVING) {"),
                new Mutation(
                        "nothing does the work of an aggregator that sleeps",
                        "core/Backstop.java",
                        "if (late.compareTo(FORCE) < 0) {",
                        "if (late.compareTo(FORCE.multipliedBy(10_000)) < 0) {"),
                new Mutation(
                        "one failed node more than the threshold is wanted",
                        "core/FailureWindow.java",
                        "return counting.size() >= settings.threshold();",
                        "return counting.size() > settings.threshold();"),
                new Mutation(
                        "one failed node is enough",
                        "core/FailureWindow.java",
                        "return counting.size() >= settings.threshold();",
                        "return !counting.isEmpty();"),
                new Mutation(
                        "the first reading on battery is believed",
                        "ups/Outage.java",
                        "boolean longEnough = readings >= 2 && now.since(began).minus(age).compareTo(confirm) >= 0;",
                        "boolean longEnough = !now.since(began).minus(age).isNegative();"),
                new Mutation(
                        "an order is sent on a stale reading",
                        "ups/PowerWatch.java",
                        "return confirmed() && !test && (silent || (seenToStand && isFresh(now)));",
                        "return confirmed() && !test;"),
                new Mutation(
                        "a busy line is the end of the ladder",
                        "call/Ladder.java",
                        "                placed();\n                next = now.plus(pause());",
                        "                placed();\n                next = now.plus(Duration.ofDays(1));"),
                new Mutation(
                        "a restart forgets the incidents",
                        "core/HubCore.java",
                        "memory.incidents().forEach(row -> incidents.restore(row, attemptsOf(memory, row.id()), start));",
                        ""),
                new Mutation(
                        "who was reached is rung again",
                        "core/IncidentDesk.java",
                        "if (incident.state != IncidentState.CALLING && incident.state != IncidentState.OPEN) {\n            return",
                        "if (incident.state != IncidentState.OPEN) {\n            return"),
                new Mutation(
                        "a lease does not end",
                        "core/Roster.java",
                        "if (ends == null || !now.isAtOrAfter(ends) || guard.isDeaf()) {",
                        "if (ends == null || ends.isAtOrAfter(now) || !ends.isAtOrAfter(now)) {"));
    }

    static Stream<Mutation> mutationsOfCalls() {
        return Stream.of(
                Mutation.ofCalls(
                        "a refused account is asked again at once",
                        "core/Carriers.java",
                        "carrier.refused ? REFUSED : update.retryAfter();",
                        "update.retryAfter();"),
                Mutation.ofCalls(
                        "a refused account is asked by several calls",
                        "core/Carriers.java",
                        "if (carrier != null && carrier.refused) {",
                        "if (carrier != null && carrier.number == 0) {"),
                Mutation.ofCalls(
                        "a provider is not left alone for as long as it wants",
                        "core/Carriers.java",
                        "carrier.refused ? REFUSED : update.retryAfter();",
                        "carrier.refused ? REFUSED : null;"),
                Mutation.ofCalls(
                        "what was said of a number holds for ever",
                        "core/Carriers.java",
                        "return number != null && now.since(number.asked).compareTo(Ladder.NOBODY_CALLABLE) < 0;",
                        "return number != null;"),
                Mutation.ofCalls(
                        "the second provider is never taken",
                        "core/CallDesk.java",
                        "new Carriers(settings.providers(), effects)",
                        "new Carriers(1, effects)"),
                Mutation.ofCalls(
                        "a contact is rung while on the phone",
                        "core/CallDesk.java",
                        "provider == 0 || isOnThePhone(contact) ||",
                        "provider == 0 ||"),
                Mutation.ofCalls(
                        "the cap holds back a first call",
                        "core/CallDesk.java",
                        "budget.isSpent(now) && attempts.stream().anyMatch(one -> one.isAccepted() && hasTold(one, incident));",
                        "budget.isSpent(now);"),
                Mutation.ofCalls(
                        "a call without a key is enough",
                        "core/CallDesk.java",
                        "} else if (settings.keys()) {",
                        "} else if (settings.contacts().isEmpty()) {"),
                Mutation.ofCalls(
                        "the cap of an hour is not kept",
                        "core/CallBudget.java",
                        "return count(HOUR, now) >= settings.maxPerHour() || count(MONTH",
                        "return count(MONTH"),
                Mutation.ofCalls(
                        "the cap of a month is not kept",
                        "core/CallBudget.java",
                        "settings.maxPerHour() || count(MONTH, now) >= settings.maxPerMonth();",
                        "settings.maxPerHour();"),
                Mutation.ofCalls(
                        "who asks for the next contact is rung again",
                        "call/Ladder.java",
                        "reached();\n        toNextContact();",
                        "reached();"),
                Mutation.ofCalls(
                        "quiet hours are not kept",
                        "call/Ladder.java",
                        "return isQuiet(contact, now)",
                        "return settings.contacts().isEmpty()"),
                Mutation.ofCalls(
                        "what was closed is rung for after a restart",
                        "core/IncidentDesk.java",
                        "return node.settledAt != null && node",
                        "return node.settledAt == node.failedAt && node"));
    }

    static Stream<Mutation> mutationsOfDrills() {
        return Stream.of(
                Mutation.ofDrills(
                        "who listens to a drill is not rung for what is real",
                        "core/CallDesk.java",
                        "return isDrill && attempt.isAccepted() && !goesOn;",
                        "return isDrill && goesOn && !goesOn;"),
                Mutation.ofDrills(
                        "a drill goes on beside an incident",
                        "core/DrillDesk.java",
                        "if (waiting.isPresent()) {\n            drill.state",
                        "if (waiting.isPresent() && drill.state == DrillState.PASSED) {\n            drill.state"));
    }

    private static Stream<Mutation> all() {
        return Stream.of(mutations(), mutationsOfCalls(), mutationsOfDrills()).flatMap(one -> one);
    }

    /** Those that one of the first seeds shows: in each build. */
    static Stream<Mutation> quick() {
        return all().filter(mutation -> QUICK.contains(mutation.name()));
    }

    static Stream<Mutation> slow() {
        return all().filter(mutation -> !QUICK.contains(mutation.name()));
    }

    @ParameterizedTest
    @MethodSource("quick")
    void is_found(Mutation mutation, @TempDir Path folder) throws Exception {
        find(mutation, folder);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("slow")
    void is_found_after_many_seeds(Mutation mutation, @TempDir Path folder) throws Exception {
        find(mutation, folder);
    }

    private static void find(Mutation mutation, Path folder) throws Exception {
        long seed = mutation.found(SEEDS, folder);

        assertThat(seed).as("the seed that finds: " + mutation).isPositive();
    }
}

package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An hour without a provider, in virtual time, with the ladder and the fates of all orders as they are outside of tests:
 * orders and looks of 10 s at most, turns of 2 s, ticks of 1 s.
 */
class OutageTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TARGET = Duration.ofSeconds(60);
    private static final Contact ADA = new Contact(1, "Ada", "+14155550101", "en");

    /** How a provider is away. */
    enum Absence {
        /** No connection. */
        REFUSES,
        /** No answer, to orders and looks alike. */
        HANGS,
        /** A page in place of an answer, at once. */
        STUMBLES
    }

    @ParameterizedTest
    @EnumSource
    void is_over_within_a_minute_of_its_end_whenever_that_is(Absence absence) {
        for (int second = 0; second < 100; second++) {
            Moment end = start().plus(HOUR).plus(Duration.ofSeconds(second)).plus(Duration.ofMillis(1));

            Moment accepted = new Line(absence, end).accepted();

            assertThat(accepted.since(end))
                    .as(absence + ", ends after " + second + " s")
                    .isLessThan(TARGET);
        }
    }

    private static Moment start() {
        return new Moment(0, Instant.parse("2026-11-23T06:00:00Z"));
    }

    /** A hub's phone on a provider that is back at that moment. */
    private static final class Line {
        private final Absence absence;
        private final Moment back;
        private final LiveCalls calls = new LiveCalls(Duration.ofSeconds(25), CallTimes.standard(), 1);
        private final Ladder ladder = new Ladder(
                new CallSettings(List.of(ADA), 3, Duration.ofSeconds(25), Duration.ofSeconds(15), 30), 0, start());
        private Moment now = start();
        /** When the order that is under way, or the look, is answered; and by whom. */
        private Optional<Moment> orderAnswered = Optional.empty();

        private Optional<Moment> lookAnswered = Optional.empty();

        Line(Absence absence, Moment back) {
            this.absence = absence;
            this.back = back;
        }

        Moment accepted() {
            for (int second = 0; ; second++) {
                now = start().plus(Duration.ofSeconds(second));
                answers();
                if (second % 2 == 0) {
                    calls.due(now).forEach(due -> lookAnswered = Optional.of(answerOf(now)));
                }
                if (ladder.isDue(now)) {
                    order();
                    if (now.isAtOrAfter(back)) {
                        return now;
                    }
                }
            }
        }

        private Moment answerOf(Moment asked) {
            boolean hangs = absence == Absence.HANGS && !asked.isAtOrAfter(back);
            return hangs ? asked.plus(CallTimes.standard().answer()) : asked;
        }

        private void order() {
            int attempt = ladder.begin(now);
            calls.take(new Attempt(new CallOrder(1, attempt, ADA, List.of()), now.wall(), false, null), now);
            orderAnswered = Optional.of(answerOf(now));
        }

        private void answers() {
            if (orderAnswered.filter(now::isAtOrAfter).isPresent()) {
                orderAnswered = Optional.empty();
                Answer answer = absence == Absence.REFUSES
                        ? new Answer.Unreachable("unreachable: x")
                        : new Answer.Unsure("unreachable: x");
                calls.answered(1, ladder.attempts(), answer, now).ifPresent(this::ended);
            }
            if (lookAnswered.filter(now::isAtOrAfter).isPresent()) {
                lookAnswered = Optional.empty();
                calls.looked(1, ladder.attempts(), List.of(), now).ifPresent(this::ended);
            }
        }

        private void ended(CallUpdate update) {
            ladder.missed(update, false, now);
        }
    }
}

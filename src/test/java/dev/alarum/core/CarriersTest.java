package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Contact;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Providers that do not take calls, in virtual time: who is asked next, and when. */
class CarriersTest {
    private static final String ADA = "+14155550101";
    private static final String BOB = "+14155550102";

    /** What each provider answers; by default a call that nobody takes. */
    private final Map<Integer, Status> answers = new HashMap<>();

    private final List<Moment> rung = new ArrayList<>();

    private World world(int providers, Contact... contacts) {
        CoreSettings base = World.settings(1);
        World world = new World(new CoreSettings(
                base.nodes(),
                base.heartbeat(),
                base.incident(),
                base.notice(),
                new CallSettings(List.of(contacts), 3, Duration.ofSeconds(25), Duration.ofSeconds(15), 1000)
                        .withProviders(providers),
                List.of(),
                List.of()));
        world.phone = order -> {
            rung.add(world.now());
            return answer(order);
        };
        List.of("a", "b", "c").forEach(world::node);
        world.seconds(30);
        world.node("a").alive = false;
        return world;
    }

    private CallUpdate answer(CallOrder order) {
        Status status = answers.getOrDefault(order.provider(), Status.NO_ANSWER);
        String detail = status.isUnplaced() ? "refused: 99 no" : null;
        return new CallUpdate(order.incident(), order.attempt(), status, null, null, 0, detail);
    }

    private static Contact ada() {
        return new Contact(1, "Ada", ADA, "en");
    }

    private static Contact bob() {
        return new Contact(2, "Bob", BOB, "en");
    }

    private static List<String> phones(World world) {
        return world.calls.stream().map(order -> order.contact().phone()).toList();
    }

    private static List<Integer> providers(World world) {
        return world.calls.stream().map(CallOrder::provider).toList();
    }

    private List<Long> pauses() {
        return IntStream.range(1, rung.size())
                .mapToObj(i -> rung.get(i).since(rung.get(i - 1)).toSeconds())
                .toList();
    }

    private static List<String> problems(World world) {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    @Nested
    class one_provider {
        @Test
        void that_fails_is_asked_again_after_2_seconds_and_later_and_later() {
            World world = world(1, ada());
            answers.put(1, Status.NOT_PLACED);

            world.minutes(4);

            assertThat(pauses().subList(0, 7)).containsExactly(2L, 4L, 8L, 16L, 30L, 30L, 30L);
            assertThat(problems(world)).contains("cannot-call", "provider-failing");
        }

        @Test
        void that_refuses_the_account_is_asked_once_a_minute_whatever_happens_meanwhile() {
            World world = world(1, ada());
            world.relay("pi");
            answers.put(1, Status.REFUSED);

            world.minutes(1);
            world.node("b").alive = false;
            world.node("c").alive = false;
            world.minutes(5);

            assertThat(rung).hasSizeBetween(5, 7);
            assertThat(pauses()).allMatch(pause -> pause >= 60 && pause <= 61);
            assertThat(problems(world)).contains("cannot-call", "provider-refused");
            assertThat(world.told("cannot-call")).hasSize(1).first().asString().contains("refused: 99 no");
            assertThat(world.status().hub().health()).isEqualTo("DOWN");
        }

        @Test
        void whose_account_is_refused_is_left_alone_after_a_restart_too() {
            World world = world(1, ada());
            answers.put(1, Status.REFUSED);
            world.seconds(25);
            assertThat(rung).hasSize(1);

            world.restart(Duration.ofSeconds(1));
            world.seconds(90);

            assertThat(pauses().get(0)).isGreaterThanOrEqualTo(60);
        }

        @Test
        void whose_account_is_refused_is_asked_by_one_call_at_a_time() {
            Moment now = new Moment(0, Instant.parse("2026-11-23T06:00:00Z"));
            Carriers carriers = new Carriers(1, new Effects());
            Attempt attempt = new Attempt(1, 1, ada(), now, 1, Map.of());
            CallUpdate refused = new CallUpdate(1, 1, Status.REFUSED, null, null, 0, "refused: 99 no");
            carriers.failed(attempt, refused, now);
            Moment minute = now.plus(Duration.ofSeconds(60));
            assertThat(carriers.choose(ADA, now.plus(Duration.ofSeconds(59)))).isZero();
            assertThat(carriers.choose(ADA, minute)).isEqualTo(1);

            carriers.begin(1, minute);

            assertThat(carriers.choose(BOB, minute.plus(Duration.ofSeconds(59))))
                    .isZero();
            assertThat(carriers.choose(BOB, minute.plus(Duration.ofSeconds(60))))
                    .isEqualTo(1);
        }

        @Test
        void is_well_again_once_it_takes_a_call() {
            World world = world(1, ada());
            answers.put(1, Status.REFUSED);
            world.seconds(50);

            answers.clear();
            world.minutes(2);

            assertThat(problems(world)).doesNotContain("cannot-call", "provider-refused");
            assertThat(world.told("can-call")).hasSize(1);
        }

        @Test
        void is_left_alone_for_as_long_as_it_asks() {
            World world = world(1, ada());
            world.phone = order -> {
                rung.add(world.now());
                return new CallUpdate(
                        order.incident(),
                        order.attempt(),
                        Status.NOT_PLACED,
                        null,
                        null,
                        0,
                        "busy-provider: x",
                        Duration.ofSeconds(40));
            };

            world.minutes(5);

            assertThat(rung).hasSizeGreaterThan(3);
            assertThat(pauses()).allMatch(pause -> pause >= 40 && pause <= 41);
        }

        @Test
        void that_does_not_ring_a_number_is_asked_for_the_next_contact_at_once() {
            World world = world(1, ada(), bob());
            world.phone = order -> {
                rung.add(world.now());
                return order.contact().phone().equals(ADA) ? bad(order) : answer(order);
            };

            world.seconds(40);

            assertThat(phones(world)).startsWith(ADA, BOB);
            assertThat(pauses().get(0)).isLessThanOrEqualTo(1);
            assertThat(problems(world)).contains("number-refused").doesNotContain("cannot-call", "provider-failing");
            assertThat(world.told("number-refused"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("Ada", ADA, "21215");
        }

        @Test
        void that_rings_none_of_the_numbers_is_asked_for_each_once_a_minute() {
            World world = world(1, ada(), bob());
            world.phone = order -> {
                rung.add(world.now());
                return bad(order);
            };

            world.minutes(4);

            assertThat(phones(world)).startsWith(ADA, BOB, ADA, BOB, ADA, BOB).hasSizeLessThan(9);
            assertThat(pauses().get(1)).isBetween(60L, 61L);
            assertThat(problems(world)).contains("number-refused", "cannot-call");
            assertThat(world.told("cannot-call")).hasSize(1);
            assertThat(world.told("number-refused")).as("once of each").hasSize(2);
        }

        @Test
        void that_takes_a_call_to_a_number_that_it_did_not_ring_is_well_before_the_call_ends() {
            World world = world(1, ada());
            world.phone = CarriersTest::bad;
            world.seconds(30);
            assertThat(problems(world)).contains("cannot-call");

            world.phone =
                    order -> new CallUpdate(order.incident(), order.attempt(), Status.QUEUED, "CA1", null, 0, null);
            world.minutes(2);

            assertThat(problems(world)).doesNotContain("cannot-call", "number-refused");
        }

        @Test
        void is_asked_for_the_next_contact_also_when_the_hub_died_after_a_bad_number() {
            World world = world(1, ada(), bob());
            world.phone = CarriersTest::bad;
            world.seconds(30);
            int before = world.calls.size();
            world.rows.removeIf(row -> row instanceof Row.AttemptRow attempt && attempt.attempt() > 1);
            world.restart(Duration.ofSeconds(1));

            world.seconds(30);

            assertThat(world.calls.get(before).contact().phone()).isEqualTo(BOB);
        }
    }

    private static CallUpdate bad(CallOrder order) {
        return new CallUpdate(
                order.incident(), order.attempt(), Status.BAD_NUMBER, null, null, 0, "refused: 21215 not permitted");
    }

    @Nested
    class of_two_providers {
        @Test
        void the_second_takes_over_at_once_after_two_failures_in_a_row_of_the_first() {
            World world = world(2, ada());
            answers.put(1, Status.NOT_PLACED);

            world.minutes(2);

            assertThat(providers(world)).startsWith(1, 1, 2, 2, 2);
            assertThat(pauses().subList(0, 2)).containsExactly(2L, 0L);
            assertThat(world.told("provider-changed")).hasSize(1);
            assertThat(world.told("cannot-call")).isEmpty();
            assertThat(problems(world)).contains("provider-failing");
        }

        @Test
        void the_second_takes_over_at_once_when_the_first_refuses_its_account() {
            World world = world(2, ada());
            answers.put(1, Status.REFUSED);

            world.minutes(5);

            assertThat(providers(world)).startsWith(1, 2, 2, 2);
            assertThat(providers(world).stream().filter(one -> one == 1)).hasSize(1);
            assertThat(pauses().get(0)).isLessThanOrEqualTo(1);
            assertThat(problems(world)).contains("provider-refused").doesNotContain("cannot-call");
        }

        @Test
        void the_first_is_tried_again_after_ten_minutes_and_then_keeps_the_calls() {
            World world = world(2, ada());
            answers.put(1, Status.REFUSED);
            world.minutes(15);
            long failures = providers(world).stream().filter(one -> one == 1).count();
            assertThat(failures).isEqualTo(2);
            assertThat(world.told("provider-back")).isEmpty();

            answers.clear();
            world.minutes(12);
            int last = world.calls.get(world.calls.size() - 1).provider();

            assertThat(last).isEqualTo(1);
            assertThat(world.told("provider-back")).hasSize(1);
            assertThat(world.told("provider-changed")).hasSize(1);
        }

        @Test
        void the_first_is_tried_again_when_the_second_fails() {
            World world = world(2, ada());
            answers.put(1, Status.NOT_PLACED);
            world.seconds(40);
            assertThat(providers(world)).endsWith(2);

            answers.put(1, Status.NO_ANSWER);
            answers.put(2, Status.NOT_PLACED);
            world.minutes(2);

            assertThat(providers(world)).endsWith(1, 1);
            assertThat(providers(world).stream().filter(one -> one == 2)).hasSizeBetween(2, 4);
        }

        @Test
        void both_are_asked_in_turn_when_neither_takes_calls_and_it_is_told() {
            World world = world(2, ada());
            answers.put(1, Status.NOT_PLACED);
            answers.put(2, Status.NOT_PLACED);

            world.minutes(5);

            assertThat(providers(world)).startsWith(1, 1, 2, 1, 2, 1, 2);
            assertThat(pauses()).allMatch(pause -> pause <= 31);
            assertThat(world.told("cannot-call")).hasSize(1);
            assertThat(world.told("provider-changed")).hasSize(1);
        }

        @Test
        void a_number_that_the_first_does_not_ring_is_rung_by_the_second() {
            World world = world(2, ada(), bob());
            answers.put(1, Status.BAD_NUMBER);

            world.minutes(1);

            assertThat(phones(world)).startsWith(ADA, ADA, ADA);
            assertThat(providers(world)).startsWith(1, 2, 2);
        }

        @Test
        void the_second_is_asked_again_for_a_number_that_it_did_not_ring_while_the_first_takes_no_calls() {
            World world = world(2, ada());
            answers.put(1, Status.NOT_PLACED);
            answers.put(2, Status.BAD_NUMBER);
            world.minutes(1);
            assertThat(providers(world)).contains(2);
            int before = world.calls.size();

            answers.put(2, Status.NO_ANSWER);
            world.seconds(100);

            assertThat(providers(world).subList(before, world.calls.size())).contains(2);
            assertThat(problems(world)).doesNotContain("number-refused");
        }

        @Test
        void each_is_asked_once_a_minute_for_a_number_that_neither_rings() {
            World world = world(2, ada());
            answers.put(1, Status.BAD_NUMBER);
            answers.put(2, Status.BAD_NUMBER);

            world.minutes(4);

            assertThat(providers(world)).startsWith(1, 2, 1, 2, 1, 2).hasSizeLessThan(11);
            assertThat(world.told("number-refused")).as("once of each").hasSize(2);
        }

        @Test
        void who_carries_is_remembered_over_a_restart() {
            World world = world(2, ada());
            answers.put(1, Status.REFUSED);
            world.seconds(45);
            int before = world.calls.size();

            world.restart(Duration.ofSeconds(5));
            world.seconds(60);

            assertThat(providers(world).subList(before, world.calls.size()))
                    .isNotEmpty()
                    .containsOnly(2);
            assertThat(world.told("provider-changed")).hasSize(1);
        }
    }

    @Test
    void a_number_that_one_provider_does_not_ring_is_no_reason_to_hammer_the_other() {
        answers.put(1, Status.BAD_NUMBER);
        answers.put(2, Status.NOT_PLACED);

        World world = world(2, ada());
        world.minutes(2);

        assertThat(providers(world)).startsWith(1, 2);
        assertThat(world.calls).hasSizeBetween(4, 15);
    }
}

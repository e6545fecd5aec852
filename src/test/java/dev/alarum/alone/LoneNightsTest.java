package dev.alarum.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayWords.Known;
import dev.alarum.plan.StepOrder;
import dev.alarum.ups.PowerState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nights in which the power and the hubs come and go at random and the relay is killed now and then: nothing is ordered
 * without an outage, nor begun while a hub answers, nobody twice, and nobody whom a hub has shut down in that outage.
 */
class LoneNightsTest {
    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    static IntStream moreSeeds() {
        return IntStream.range(150, 5_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keep_the_laws(int seed) {
        new Night(seed).play();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("moreSeeds")
    void keep_the_laws_however_many(int seed) {
        new Night(seed).play();
    }

    private static final class Night {
        private final int seed;
        private final Random random;
        private final LoneRelay relay = LoneRelay.withOneUps();
        /** By node, the plans of this outage that have ordered it. */
        private final Map<String, Integer> ordered = new HashMap<>();

        private final Set<String> downByHub = new HashSet<>();
        private final Set<String> taken = new HashSet<>();
        private int again;
        private int checked;
        private int kills;
        private long sinceAnswer;
        private boolean isOut;

        Night(int seed) {
            this.seed = seed;
            this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        }

        void play() {
            relay.proxmox = this::answer;
            for (int part = 0; part < 60; part++) {
                change();
                long seconds = random.nextInt(80);
                for (long second = 0; second < seconds; second++) {
                    boolean hadPlan = relay.alone.isAnyUnderWay();
                    relay.seconds(1);
                    sinceAnswer = relay.hubAnswers ? 0 : sinceAnswer + 1;
                    check(hadPlan);
                }
            }
        }

        private Outcome answer(StepOrder order) {
            if (taken.contains(order.node())) {
                again++;
            }
            int chance = random.nextInt(10);
            if (chance < 6) {
                taken.add(order.node());
                return Outcome.ACCEPTED;
            }
            return chance < 8 ? Outcome.UNREACHABLE : null;
        }

        private void change() {
            switch (random.nextInt(8)) {
                case 0, 1 -> become(PowerState.CRITICAL);
                case 2 -> become(PowerState.ON_BATTERY);
                case 3 -> become(PowerState.MAINS);
                case 4 -> become(random.nextBoolean() ? PowerState.LOST : PowerState.TEST);
                case 5 -> relay.hubAnswers = random.nextInt(3) == 0;
                case 6 -> hubTells();
                default -> {
                    kills++;
                    relay.killed(Duration.ofSeconds(1 + random.nextInt(30)));
                    sinceAnswer = 0;
                }
            }
            relay.charge = random.nextBoolean() ? 20 : 90;
        }

        private void become(PowerState state) {
            relay.power(state).look("apc");
            if (state == PowerState.MAINS) {
                isOut = false;
                ordered.clear();
                downByHub.clear();
                taken.clear();
            } else if (state != PowerState.TEST && state != PowerState.LOST) {
                isOut = true;
            }
        }

        private void hubTells() {
            String node = List.of("a2", "a3", "a1").get(random.nextInt(3));
            boolean alreadyOrdered = ordered.containsKey(node);
            if (relay.hubAnswers
                    && relay.ups.get("apc") != PowerState.MAINS
                    && !alreadyOrdered
                    && !relay.alone.isAnyUnderWay()) {
                relay.told(new Known(7, new Name("apc"), "default", List.of(new NodeOutcome(node, Outcome.ACCEPTED))))
                        .seconds(1);
                downByHub.clear();
                downByHub.add(node);
                sinceAnswer = 0;
            }
        }

        private void check(boolean hadPlan) {
            for (; checked < relay.orders.size(); checked++) {
                StepOrder order = relay.orders.get(checked);
                String what = "seed " + seed + ", order " + checked + " to " + order.node();
                assertThat(isOut).as(what + " in an outage").isTrue();
                assertThat(relay.ups.get("apc")).as(what).isNotIn(PowerState.MAINS, PowerState.TEST);
                if (!hadPlan) {
                    assertThat(sinceAnswer).as(what + " begun without a hub").isGreaterThanOrEqualTo(60);
                }
                assertThat(downByHub).as(what + " was not the hub's").doesNotContain(order.node());
                int times = ordered.merge(order.node(), 1, Integer::sum);
                assertThat(again).as(what + " once, or once more for a kill").isLessThanOrEqualTo(kills);
                if (times > 1) {
                    assertThat(relay.diskAtOrder.get(checked)).as(what).isNotEmpty();
                }
            }
        }
    }
}

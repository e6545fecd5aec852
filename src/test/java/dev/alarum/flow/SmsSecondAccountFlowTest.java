package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.e2e.Pickup;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.e2e.TelephoneExchange.Sms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMS that the first account does not take. */
class SmsSecondAccountFlowTest {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String FIRST_FROM = "+14155550100";
    private static final String ADA = "+14155550101";
    private static final String BOB = "+14155550102";
    private static final String TEXT = "Alarum: Nobody can be called";

    @TempDir
    Path data;

    private final TelephoneExchange first = TelephoneExchange.open();
    private final TelephoneExchange second = TelephoneExchange.open();

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static Pickup.Refuses status(int status) {
        return new Pickup.Refuses(status, 20003, "no, " + TelephoneExchange.TOKEN, 0);
    }

    private static Pickup.Refuses[] times(int count, Pickup.Refuses refusal) {
        return Collections.nCopies(count, refusal).toArray(Pickup.Refuses[]::new);
    }

    private MessageFlows tell() throws Exception {
        MessageFlows flows = MessageFlows.with(data, MessageFlows.sms(first, second));
        flows.tell("cannot-call", "incident 1", "Nobody can be called");
        return flows;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void go_through_the_second_at_once_if_the_first_refuses_the_account(int status) throws Exception {
        first.refusesMessages(status(status));
        try (MessageFlows flows = tell()) {
            await().atMost(LONG).until(() -> flows.hub.told().size() == 2);

            assertThat(flows.hub.told()).containsOnly("sms works");
        }
        assertThat(second.messages())
                .containsExactly(
                        new Sms(ADA, MessageFlows.SECOND_FROM, TEXT), new Sms(BOB, MessageFlows.SECOND_FROM, TEXT));
        assertThat(first.messageOrders())
                .as("it is left alone for the other number")
                .isEqualTo(1);
    }

    @Test
    void go_through_the_second_after_all_tries_of_a_first_that_is_broken() throws Exception {
        first.refusesMessages(times(6, status(503)));
        try (MessageFlows flows = tell()) {
            await().atMost(LONG).until(() -> flows.hub.told().size() == 2);

            assertThat(flows.hub.told()).containsOnly("sms works");
        }
        assertThat(second.messages()).extracting(Sms::to).containsExactly(ADA, BOB);
        assertThat(first.messageOrders()).isEqualTo(5);
    }

    @Test
    void go_through_the_second_if_the_first_cannot_be_reached() throws Exception {
        first.close();
        try (MessageFlows flows = tell()) {
            await().atMost(LONG).until(() -> second.messages().size() == 2);
            await().until(() -> flows.hub.told().size() == 2);

            assertThat(flows.hub.failures()).isZero();
        }
    }

    @Test
    void stay_with_a_first_that_is_only_busy_for_a_moment() throws Exception {
        first.refusesMessages(status(503), (Pickup.Refuses) Pickup.tooMany(1));
        try (MessageFlows flows = tell()) {
            await().atMost(LONG).until(() -> flows.hub.told().size() == 2);
        }
        assertThat(first.messages()).containsExactly(new Sms(ADA, FIRST_FROM, TEXT), new Sms(BOB, FIRST_FROM, TEXT));
        assertThat(second.messageOrders()).isZero();
    }

    @Test
    void that_only_one_number_cannot_get_from_the_first_leave_the_others_to_it() throws Exception {
        first.refusesMessages(new Pickup.Refuses(400, 21608, "The number is unverified", 0));
        try (MessageFlows flows = tell()) {
            await().atMost(LONG).until(() -> flows.hub.told().size() == 2);
        }
        assertThat(second.messages()).containsExactly(new Sms(ADA, MessageFlows.SECOND_FROM, TEXT));
        assertThat(first.messages()).containsExactly(new Sms(BOB, FIRST_FROM, TEXT));
    }

    @Test
    void that_neither_takes_are_given_up_and_the_next_goes_to_the_first_again() throws Exception {
        first.refusesMessages(status(401));
        second.refusesMessages(times(5, status(500)));
        try (Traces traces = new Traces();
                MessageFlows flows = tell()) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(flows.hub.told()).hasSize(2));

            assertThat(flows.hub.told().get(0)).startsWith("sms fails: ");
            assertThat(flows.hub.told().get(1)).isEqualTo("sms works");
            assertThat(flows.hub.told()).noneMatch(one -> one.contains(TelephoneExchange.TOKEN));
            assertThat(traces.lines())
                    .anyMatch(line ->
                            line.contains("event=message-passed-on channel=sms to=alarum.twilio2 reason=\"HTTP 401\""))
                    .noneMatch(line -> line.contains(TelephoneExchange.TOKEN));
        }
        assertThat(second.messageOrders()).isEqualTo(5);
        assertThat(first.messages()).as("it is asked again at once").containsExactly(new Sms(BOB, FIRST_FROM, TEXT));
    }
}

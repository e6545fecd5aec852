package dev.alarum.flow;

import static dev.alarum.call.CallUpdate.Status.COMPLETED;
import static dev.alarum.call.CallUpdate.Status.FAILED;
import static dev.alarum.call.CallUpdate.Status.NOT_PLACED;
import static dev.alarum.flow.PhoneFlows.ADA;
import static dev.alarum.flow.PhoneFlows.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.e2e.Pickup;
import dev.alarum.e2e.Pickup.Garble;
import dev.alarum.e2e.TelephoneExchange;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever carries a call is asked about it, whatever happens. */
class SecondProviderFlowTest {
    @TempDir
    Path folder;

    private final TelephoneExchange first = TelephoneExchange.open().faster(5);
    private final TelephoneExchange second = TelephoneExchange.open().faster(5);
    private PhoneFlows phone;

    @BeforeEach
    void start() throws Exception {
        phone = PhoneFlows.twilio(folder, first.baseUrl(), second.baseUrl())
                .withTable()
                .start();
    }

    @AfterEach
    void stop() {
        phone.close();
        first.close();
        second.close();
    }

    @Test
    void carries_the_attempts_that_are_its_own_from_its_own_number() throws Exception {
        phone.order(PhoneFlows.orderThroughSecond(1, ADA));
        phone.order(PhoneFlows.order(2, BOB));

        second.expectsCall().to(ADA).with("From", PhoneFlows.SECOND_FROM);
        first.expectsCall().to(BOB).with("From", "+14155550100");
        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(2).status()).isEqualTo(COMPLETED);
        assertThat(phone.providerOnDisk(1)).isEqualTo(2);
        assertThat(phone.providerOnDisk(2)).isEqualTo(1);
        assertThat(first.ordersTo(ADA)).isZero();
        assertThat(second.ordersTo(BOB)).isZero();
    }

    @Test
    void is_asked_for_a_call_whose_answer_got_lost() {
        second.at(ADA, Pickup.madeBut(Garble.DROPPED));

        phone.order(PhoneFlows.orderThroughSecond(1, ADA));

        String sid = second.expectsCall().to(ADA).sid();
        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(1).sid()).isEqualTo(sid);
        assertThat(second.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void is_asked_about_its_own_calls_after_a_restart() throws Exception {
        second.at(BOB, Pickup.madeBut(Garble.DROPPED));
        long before = System.currentTimeMillis();
        phone.order(PhoneFlows.orderThroughSecond(1, ADA));
        phone.order(PhoneFlows.orderThroughSecond(2, BOB));
        String sid = second.expectsCall().to(ADA).sid();
        second.expectsCall().to(BOB);
        phone.close();
        phone = PhoneFlows.twilio(folder, first.baseUrl(), second.baseUrl()).start();

        phone.resume(
                PhoneFlows.leftAtSecond(1, ADA, "queued", sid, before),
                PhoneFlows.leftAtSecond(2, BOB, "intent", null, before));

        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(2).status()).isEqualTo(COMPLETED);
        assertThat(second.ordersTo(BOB)).isEqualTo(1);
    }

    @Test
    void that_is_configured_no_more_is_asked_nothing() throws Exception {
        phone.close();
        phone = PhoneFlows.twilio(folder, first.baseUrl()).start();

        phone.resume(
                PhoneFlows.leftAtSecond(1, ADA, "queued", "CA1", System.currentTimeMillis()),
                PhoneFlows.leftAtSecond(2, BOB, "intent", null, System.currentTimeMillis()));

        assertThat(phone.end(1).status()).isEqualTo(FAILED);
        assertThat(phone.end(1).detail()).contains("cannot be asked about it any more");
        assertThat(phone.end(2).status()).isEqualTo(NOT_PLACED);
    }
}

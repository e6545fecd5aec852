package dev.alarum.flow;

import static dev.alarum.call.CallUpdate.Status.BAD_NUMBER;
import static dev.alarum.call.CallUpdate.Status.BUSY;
import static dev.alarum.call.CallUpdate.Status.COMPLETED;
import static dev.alarum.call.CallUpdate.Status.FAILED;
import static dev.alarum.call.CallUpdate.Status.INTENT;
import static dev.alarum.call.CallUpdate.Status.IN_PROGRESS;
import static dev.alarum.call.CallUpdate.Status.NOT_PLACED;
import static dev.alarum.call.CallUpdate.Status.NOT_WANTED;
import static dev.alarum.call.CallUpdate.Status.NO_ANSWER;
import static dev.alarum.call.CallUpdate.Status.QUEUED;
import static dev.alarum.call.CallUpdate.Status.REFUSED;
import static dev.alarum.call.CallUpdate.Status.RINGING;
import static dev.alarum.flow.PhoneFlows.ADA;
import static dev.alarum.flow.PhoneFlows.BOB;
import static dev.alarum.flow.PhoneFlows.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.alarum.call.CallTimes;
import dev.alarum.call.CallUpdate;
import dev.alarum.e2e.Pickup;
import dev.alarum.e2e.Pickup.Garble;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PhoneCallFlowTest {
    @TempDir
    Path folder;

    private final TelephoneExchange exchange = TelephoneExchange.open();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private PhoneFlows phone;

    @BeforeEach
    void start() throws Exception {
        log.start();
        rootLogger().addAppender(log);
        ((Logger) LoggerFactory.getLogger("dev.alarum")).setLevel(Level.TRACE);
        phone = PhoneFlows.twilio(folder, exchange.baseUrl()).withTable().start();
    }

    @AfterEach
    void stop() {
        phone.close();
        rootLogger().detachAppender(log);
        ((Logger) LoggerFactory.getLogger("dev.alarum")).setLevel(Level.INFO);
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(this::holdsASecret);
        exchange.close();
    }

    private boolean holdsASecret(String line) {
        return line.contains(TelephoneExchange.TOKEN) || line.contains("Authorization");
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Anew, with a part of it changed. */
    private void restartWith(URI baseUrl, String token, CallTimes times, Moments moments) throws Exception {
        phone.close();
        phone = PhoneFlows.twilio(folder, baseUrl, token, times, moments).start();
    }

    @Test
    void a_person_hears_the_text_and_the_core_hears_of_each_step() throws Exception {
        exchange.at(ADA, Pickup.human(42));

        phone.order(order(1, ADA));

        exchange.expectsCall()
                .to(ADA)
                .saying("Hello Ada, this is Alarum. Node web one has failed at home. 2 nodes are still up there")
                .saying("I repeat. Hello Ada")
                .with("From", "+14155550100")
                .with("MachineDetection", "Enable")
                .with("Timeout", "25");
        CallUpdate end = phone.end(1);
        assertThat(end.status()).isEqualTo(COMPLETED);
        assertThat(end.answeredBy()).isEqualTo("human");
        assertThat(end.durationSeconds()).isEqualTo(42);
        assertThat(end.sid()).startsWith("CA");
        assertThat(phone.hub.statuses(1)).containsSubsequence(INTENT, QUEUED, RINGING, COMPLETED);
        assertThat(phone.hub.statuses(1)).contains(IN_PROGRESS).doesNotHaveDuplicates();
        assertThat(phone.onDisk()).isEqualTo("1/1 intent " + ADA + "\n");
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void every_end_of_a_call_is_reported_as_it_is() {
        exchange.faster(5)
                .at(number(1), Pickup.busy())
                .at(number(2), Pickup.noAnswer())
                .at(number(3), Pickup.fails())
                .at(number(4), Pickup.machine());

        for (int i = 1; i <= 4; i++) {
            phone.order(order(i, number(i)));
            exchange.expectsCall().to(number(i));
        }

        assertThat(phone.end(1).status()).isEqualTo(BUSY);
        assertThat(phone.end(2).status()).isEqualTo(NO_ANSWER);
        assertThat(phone.end(3).status()).isEqualTo(FAILED);
        assertThat(phone.end(4).answeredBy()).isEqualTo("machine_start");
        assertThat(phone.end(4).status()).isEqualTo(COMPLETED);
    }

    @Test
    void what_twilio_refuses_is_not_tried_again_here() {
        exchange.at(ADA, Pickup.notPermitted());

        phone.order(order(1, ADA));

        assertThat(phone.end(1).status()).isEqualTo(BAD_NUMBER);
        assertThat(phone.end(1).detail())
                .isEqualTo("refused: 21215 Account not authorized to call this number. (HTTP 400)");
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void wrong_credentials_are_a_refusal() throws Exception {
        restartWith(exchange.baseUrl(), "wrong", PhoneFlows.QUICK, Moments.system());

        phone.order(order(1, ADA));

        assertThat(phone.end(1).status()).isEqualTo(REFUSED);
        assertThat(phone.end(1).detail()).isEqualTo("refused: 20003 Authenticate (HTTP 401)");
    }

    @Test
    void the_core_hears_for_how_long_a_provider_wants_to_be_left_alone() {
        exchange.at(ADA, Pickup.tooMany(6), Pickup.tooMany(3600)).at(BOB, Pickup.tooMany(0));

        phone.order(order(1, ADA));
        phone.end(1);
        phone.order(order(2, ADA));
        phone.order(order(3, BOB));

        assertThat(phone.end(1).status()).isEqualTo(NOT_PLACED);
        assertThat(phone.end(1).detail()).startsWith("busy-provider: 20429");
        assertThat(phone.end(1).retryAfter()).isEqualTo(Duration.ofSeconds(6));
        assertThat(phone.end(2).retryAfter()).as("at most").isEqualTo(Duration.ofSeconds(60));
        assertThat(phone.end(3).retryAfter()).as("unsaid").isNull();
        assertThat(exchange.ordersTo(ADA)).isEqualTo(2);
    }

    @Test
    void a_call_whose_answer_got_lost_is_found_and_followed_and_rings_once() {
        Map<String, Integer> incidents = new LinkedHashMap<>();
        exchange.faster(5);
        for (Garble garble : Garble.values()) {
            incidents.put(number(garble.ordinal()), garble.ordinal() + 1);
            exchange.at(number(garble.ordinal()), Pickup.madeBut(garble));
        }

        incidents.forEach((number, incident) -> phone.order(order(incident, number)));

        incidents.forEach((number, incident) -> {
            String sid = exchange.expectsCall().to(number).saying("web one").sid();
            assertThat(phone.end(incident).status()).as(number).isEqualTo(COMPLETED);
            assertThat(phone.end(incident).sid()).isEqualTo(sid);
            assertThat(exchange.ordersTo(number)).isEqualTo(1);
        });
    }

    @Test
    void a_call_that_was_not_made_is_looked_for_twice_and_then_reported() {
        Map<String, Integer> incidents = new LinkedHashMap<>();
        for (Garble garble : Garble.values()) {
            incidents.put(number(garble.ordinal()), garble.ordinal() + 1);
            exchange.at(number(garble.ordinal()), Pickup.notMadeAnd(garble));
        }

        incidents.forEach((number, incident) -> phone.order(order(incident, number)));

        incidents.forEach((number, incident) -> {
            assertThat(phone.end(incident).status()).as(number).isEqualTo(NOT_PLACED);
            assertThat(phone.end(incident).detail()).startsWith("unreachable: ");
            assertThat(exchange.ordersTo(number)).isEqualTo(1);
        });
    }

    @Test
    void an_earlier_call_to_the_same_number_is_not_taken_for_this_one() {
        exchange.faster(5).at(ADA, Pickup.human(12), Pickup.notMadeAnd(Garble.DROPPED));
        phone.order(order(1, ADA));
        exchange.expectsCall().to(ADA);
        phone.end(1);

        phone.order(order(2, ADA));

        assertThat(phone.end(2).status()).isEqualTo(NOT_PLACED);
    }

    @Test
    void the_hubs_wrong_clock_does_not_hide_a_call_that_was_made() throws Exception {
        Moments system = Moments.system();
        Moments ahead =
                () -> new Moment(system.now().nanos(), system.now().wall().plus(Duration.ofMinutes(10)));
        restartWith(exchange.baseUrl(), TelephoneExchange.TOKEN, PhoneFlows.QUICK, ahead);
        exchange.faster(5).at(ADA, Pickup.madeBut(Garble.DROPPED));

        phone.order(order(1, ADA));

        exchange.expectsCall().to(ADA);
        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
    }

    @Test
    void nobody_listening_is_reported_without_looking_for_the_call() throws Exception {
        restartWith(URI.create("http://127.0.0.1:9"), TelephoneExchange.TOKEN, CallTimes.standard(), Moments.system());

        phone.order(order(1, ADA));

        await().atMost(Duration.ofSeconds(4)).until(() -> !phone.hub.ends(1).isEmpty());
        assertThat(phone.end(1).status()).isEqualTo(NOT_PLACED);
        assertThat(phone.end(1).detail()).startsWith("unreachable: ConnectException");
    }

    @Test
    void an_attempt_is_claimed_once() throws Exception {
        exchange.faster(5);
        phone.order(order(1, ADA));
        phone.order(order(1, ADA));
        exchange.expectsCall().to(ADA);
        phone.order(order(1, BOB));
        phone.end(1);

        restartWith(exchange.baseUrl(), TelephoneExchange.TOKEN, PhoneFlows.QUICK, Moments.system());
        phone.order(order(1, ADA));
        phone.order(order(2, BOB));

        exchange.expectsCall().to(BOB);
        phone.end(2);
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
        assertThat(phone.hub.updates(1)).isEmpty();
    }

    @Test
    void a_call_that_waited_until_nobody_wanted_it_is_not_made() throws Exception {
        exchange.faster(5);
        phone.suspend("phone-call");
        phone.order(order(1, ADA));
        phone.order(order(2, BOB));
        phone.hub.over(1);

        phone.resume("phone-call");

        exchange.expectsCall().to(BOB);
        assertThat(phone.end(2).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(1).status()).isEqualTo(NOT_WANTED);
        assertThat(phone.hub.statuses(1)).containsExactly(NOT_WANTED);
        assertThat(phone.onDisk()).doesNotContain(ADA);
        assertThat(exchange.ordersTo(ADA)).isZero();
    }

    @Test
    void a_disk_that_fails_does_not_keep_the_phone_from_ringing() throws Exception {
        phone.close();
        phone = PhoneFlows.twilio(folder.resolve("not, \"there\""), exchange.baseUrl())
                .start();
        exchange.faster(5);

        phone.order(order(1, ADA));
        phone.order(order(1, ADA));

        exchange.expectsCall().to(ADA).saying("the hub cannot write to its disk");
        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
        await().until(() -> phone.hub.storeFailures().size() == 2);
        assertThat(phone.hub.storeFailures()).allMatch(reason -> reason.contains("SQLITE_CANTOPEN"));
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void a_hung_order_does_not_delay_another_call() throws Exception {
        restartWith(exchange.baseUrl(), TelephoneExchange.TOKEN, CallTimes.standard(), Moments.system());
        exchange.faster(5);
        for (int i = 1; i <= 6; i++) {
            exchange.at(number(i), Pickup.notMadeAnd(Garble.SILENCE));
            phone.order(order(i, number(i)));
        }

        phone.order(order(7, BOB));

        exchange.expectsCall(Duration.ofSeconds(4)).to(BOB);
        assertThat(phone.end(7).status()).isEqualTo(COMPLETED);
        assertThat(phone.hub.ends(1)).isEmpty();
    }

    @Test
    void a_call_that_cannot_be_asked_about_is_given_up() {
        phone.order(order(1, ADA));
        exchange.expectsCall().to(ADA);
        await().until(() -> phone.hub.statuses(1).contains(QUEUED));

        exchange.mute(true);

        assertThat(phone.end(1).status()).isEqualTo(FAILED);
        assertThat(phone.end(1).detail())
                .as("whichever of the two limits of 3 s is first")
                .isIn(
                        "unreachable: no whole answer within 3 s",
                        "unreachable: HttpTimeoutException: request timed out");
    }

    @Test
    void what_an_earlier_process_left_is_taken_up_again() throws Exception {
        exchange.faster(5).at(BOB, Pickup.madeBut(Garble.DROPPED));
        long before = System.currentTimeMillis();
        phone.order(order(1, ADA));
        phone.order(order(2, BOB));
        String sid = exchange.expectsCall().to(ADA).sid();
        exchange.expectsCall().to(BOB);

        restartWith(exchange.baseUrl(), TelephoneExchange.TOKEN, PhoneFlows.QUICK, Moments.system());
        phone.resume(
                PhoneFlows.left(1, ADA, "queued", sid, before),
                PhoneFlows.left(2, BOB, "intent", null, before),
                PhoneFlows.left(3, number(3), "intent", null, before),
                PhoneFlows.left(4, number(4), "completed", "CA4", before));

        assertThat(phone.end(1).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(1).sid()).isEqualTo(sid);
        assertThat(phone.end(2).status()).isEqualTo(COMPLETED);
        assertThat(phone.end(3).status()).isEqualTo(NOT_PLACED);
        assertThat(phone.hub.updates(4)).isEmpty();
        assertThat(exchange.ordersTo(BOB)).isEqualTo(1);
    }

    private static String number(int i) {
        return "+1415555020" + i;
    }
}

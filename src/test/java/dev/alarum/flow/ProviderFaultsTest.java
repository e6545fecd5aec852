package dev.alarum.flow;

import static dev.alarum.flow.PhoneFlows.ADA;
import static dev.alarum.flow.PhoneFlows.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Contact;
import dev.alarum.call.PhoneSettings;
import dev.alarum.call.PhoneSettings.Provider;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.e2e.FreePort;
import dev.alarum.e2e.Pickup;
import dev.alarum.e2e.Pickup.Garble;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.node.Moment;
import dev.alarum.status.StatusView.ProblemView;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that may be wrong with a provider of calls, T1 to T10, with the real flows, the real core and its ladder: no
 * incident stays without a call, the first retry comes within 3 s of the failure, and nobody is rung twice in vain. An
 * hour without a provider is in {@code OutageTest}, an account that is refused for minutes in {@code CarriersTest}, and
 * T10, what is too long or too odd to be said, in {@code FitForEarsTest}.
 */
class ProviderFaultsTest {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final TelephoneExchange exchange = TelephoneExchange.open().faster(5);
    private @Nullable TelephoneExchange second;
    private @Nullable RingingHub hub;
    private @Nullable PhoneFlows phone;

    @AfterEach
    void stop() {
        Stream.of(hub, phone).forEach(ProviderFaultsTest::close);
        exchange.close();
        close(second);
    }

    private static void close(@Nullable AutoCloseable one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A hub whose node has died. */
    private RingingHub ringing(URI first, @Nullable URI other) throws Exception {
        Contact ada = new Contact(1, "Ada", ADA, "en");
        Contact bob = new Contact(2, "Bob", BOB, "en");
        PhoneSettings settings =
                new PhoneSettings(Provider.TWILIO, account(first), other == null ? null : account(other));
        RingingHub ringing = new RingingHub(
                new CallSettings(List.of(ada, bob), 3, Duration.ofSeconds(25), Duration.ofSeconds(1), 1000)
                        .withProviders(other == null ? 1 : 2));
        PhoneFlows flows =
                PhoneFlows.around(ringing, folder, settings).withTable().start();
        hub = ringing;
        phone = flows;
        ringing.start(flows::order);
        await().until(() -> ringing.status().nodes().size() == 3);
        ringing.dies();
        return ringing;
    }

    private static Twilio account(URI url) {
        return new Twilio(TelephoneExchange.ACCOUNT, TelephoneExchange.TOKEN, "+14155550100", url);
    }

    private static void awaitReached(RingingHub ringing) {
        await().atMost(PATIENCE).until(ringing::isReached);
        assertThat(ringing.longestBeat()).as("beats are counted meanwhile").isLessThan(Duration.ofSeconds(1));
    }

    private static Duration firstRetry(RingingHub ringing) {
        Moment ended = ringing.ends().get(0).at();
        return ringing.orders().get(1).at().since(ended);
    }

    private static List<Status> ends(RingingHub ringing) {
        return ringing.ends().stream().map(end -> end.update().status()).toList();
    }

    private static List<String> problems(RingingHub ringing) {
        return ringing.status().problems().stream().map(ProblemView::code).toList();
    }

    @Test
    void t1_nobody_listens_and_then_somebody_does() throws Exception {
        int port = FreePort.take();
        RingingHub ringing = ringing(URI.create("http://127.0.0.1:" + port), null);
        await().atMost(PATIENCE).until(() -> ringing.ends().size() >= 2);
        assertThat(problems(ringing)).contains("cannot-call");

        second = TelephoneExchange.at(port).faster(5);

        second.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(firstRetry(ringing)).isLessThan(FIRST_RETRY);
    }

    /** One order goes wrong in that way and no call comes of it; the next one is taken. */
    static Stream<Arguments> wrongOnce() {
        return Stream.of(
                Arguments.of("t2 hangs", Pickup.notMadeAnd(Garble.SILENCE)),
                Arguments.of("t4 too many, unsaid for how long", Pickup.tooMany(0)),
                Arguments.of("t5 500 with a page", Pickup.notMadeAnd(Garble.HTML_500)),
                Arguments.of("t5 502", new Pickup.Refuses(502, 20500, "Bad Gateway", 0)),
                Arguments.of("t5 503", new Pickup.Refuses(503, 20503, "Service Unavailable", 0)),
                Arguments.of("t5 200 with a page", Pickup.notMadeAnd(Garble.HTML_200)),
                Arguments.of("t5 truncated", Pickup.notMadeAnd(Garble.TRUNCATED)),
                Arguments.of("t5 201 without sid", Pickup.notMadeAnd(Garble.NO_SID)),
                Arguments.of("t5 dropped", Pickup.notMadeAnd(Garble.DROPPED)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongOnce")
    void goes_wrong_once_and_the_next_order_follows_within_three_seconds(String row, Pickup fault) throws Exception {
        exchange.at(ADA, fault);

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(ends(ringing)).containsExactly(Status.NOT_PLACED, Status.COMPLETED);
        assertThat(firstRetry(ringing)).isLessThan(FIRST_RETRY);
        assertThat(exchange.ordersTo(ADA)).isEqualTo(2);
    }

    @Test
    void t3_an_account_that_is_refused_is_asked_once_and_the_other_one_at_once() throws Exception {
        exchange.at(ADA, new Pickup.Refuses(401, 20003, "Authenticate", 0));
        TelephoneExchange other = TelephoneExchange.open().faster(5);
        second = other;

        RingingHub ringing = ringing(exchange.baseUrl(), other.baseUrl());

        other.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(ends(ringing)).containsExactly(Status.REFUSED, Status.COMPLETED);
        assertThat(firstRetry(ringing)).isLessThan(Duration.ofSeconds(1));
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
        assertThat(problems(ringing)).contains("provider-refused");
    }

    @Test
    void t3_the_only_account_is_refused_and_the_hub_says_loudly_that_it_cannot_call() throws Exception {
        exchange.at(ADA, new Pickup.Refuses(403, 0, "Forbidden", 0));

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        await().atMost(PATIENCE).until(() -> ringing.ends().size() == 1);
        assertThat(problems(ringing)).contains("provider-refused", "cannot-call");
        assertThat(ringing.status().hub().health()).isEqualTo("DOWN");
        exchange.staysSilent(Duration.ofSeconds(8));
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void t4_a_provider_that_asks_for_patience_gets_it() throws Exception {
        exchange.at(ADA, Pickup.tooMany(6));

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(firstRetry(ringing)).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
        assertThat(exchange.ordersTo(ADA)).isEqualTo(2);
    }

    @Test
    void t6_a_call_whose_answer_got_lost_rings_once() throws Exception {
        exchange.at(ADA, Pickup.madeBut(Garble.SILENCE));

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
    }

    @Test
    void t6_a_call_whose_answer_got_lost_and_that_is_missing_from_the_list_rings_once_more_at_most() throws Exception {
        exchange.at(ADA, Pickup.madeBut(Garble.SILENCE)).listless(true);

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(ADA);
        exchange.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        assertThat(exchange.ordersTo(ADA)).isEqualTo(2);
    }

    @Test
    void t7_whoever_does_not_take_the_call_is_rung_again_and_then_the_next_one() throws Exception {
        exchange.at(ADA, Pickup.busy(), Pickup.noAnswer(), Pickup.machine()).at(BOB, Pickup.fails(), Pickup.human(20));

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        for (String number : List.of(ADA, ADA, ADA, BOB, BOB)) {
            exchange.expectsCall(PATIENCE).to(number);
        }
        awaitReached(ringing);
        assertThat(ends(ringing))
                .containsExactly(Status.BUSY, Status.NO_ANSWER, Status.COMPLETED, Status.FAILED, Status.COMPLETED);
    }

    @Test
    void t8_the_end_of_a_call_is_known_although_the_provider_never_calls_back() throws Exception {
        exchange.at(ADA, Pickup.human(12));

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(ADA);
        awaitReached(ringing);
        Moment ordered = ringing.orders().get(0).at();
        assertThat(ringing.ends().get(0).at().since(ordered)).isLessThan(Duration.ofSeconds(90));
    }

    @Test
    void t9_a_number_that_may_not_be_rung_is_left_and_the_next_contact_rung_at_once() throws Exception {
        exchange.at(ADA, Pickup.notPermitted());

        RingingHub ringing = ringing(exchange.baseUrl(), null);

        exchange.expectsCall(PATIENCE).to(BOB);
        awaitReached(ringing);
        assertThat(ends(ringing)).containsExactly(Status.BAD_NUMBER, Status.COMPLETED);
        assertThat(firstRetry(ringing)).isLessThan(Duration.ofSeconds(1));
        assertThat(exchange.ordersTo(ADA)).isEqualTo(1);
        assertThat(problems(ringing)).contains("number-refused");
    }
}

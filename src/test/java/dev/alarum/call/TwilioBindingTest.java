package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.call.TwilioHttpBinding.NoAnswer;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.node.Moments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TwilioBindingTest {
    private static Twilio account(URI baseUrl, String token) {
        return new Twilio(TelephoneExchange.ACCOUNT, token, "+14155550100", baseUrl);
    }

    @Test
    void good_credentials_are_no_problem() {
        try (TelephoneExchange exchange = TelephoneExchange.open()) {
            assertThat(TwilioBinding.problem("alarum.twilio", account(exchange.baseUrl(), TelephoneExchange.TOKEN)))
                    .isEmpty();
        }
    }

    @Test
    void bad_credentials_are_named_but_not_shown() {
        try (TelephoneExchange exchange = TelephoneExchange.open()) {
            assertThat(TwilioBinding.problem("alarum.twilio", account(exchange.baseUrl(), "bad-token")))
                    .get()
                    .asString()
                    .contains("alarum.twilio.auth-token", "20003 Authenticate")
                    .doesNotContain("bad-token");
        }
    }

    @Test
    void bad_credentials_of_the_second_account_are_named_as_its_own() {
        try (TelephoneExchange exchange = TelephoneExchange.open()) {
            assertThat(TwilioBinding.problem("alarum.twilio2", account(exchange.baseUrl(), "bad-token")))
                    .get()
                    .asString()
                    .contains("alarum.twilio2.auth-token");
        }
    }

    @Test
    void nobody_listening_is_named() {
        assertThat(TwilioBinding.problem("alarum.twilio", account(URI.create("http://127.0.0.1:9"), "some-token")))
                .get()
                .asString()
                .contains("http://127.0.0.1:9", "ConnectException");
    }

    @Test
    void an_order_without_text_is_not_sent() {
        TwilioHttpBinding http = new TwilioHttpBinding(
                URI.create("http://127.0.0.1:9"), Duration.ofSeconds(1), Duration.ofSeconds(1), Moments.system());
        Request request = new Request(HttpMethod.POST, "https://api.twilio.com/2010-04-01/Accounts/AC/Calls.json");
        request.addPostParam("Twiml", "");
        request.setAuth("a", "b");

        assertThatThrownBy(() -> http.reliableRequest(request))
                .isInstanceOfSatisfying(
                        NoAnswer.class, e -> assertThat(e.maybeSent()).isFalse())
                .hasMessageContaining("no text");
    }

    @Test
    void an_answer_that_drips_is_not_waited_for() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread dripping = new Thread(() -> drip(server, over));
            dripping.start();
            TwilioHttpBinding http = new TwilioHttpBinding(
                    URI.create("http://127.0.0.1:" + server.getLocalPort() + "/prefix/"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Moments.system());
            Request request = new Request(HttpMethod.GET, "https://api.twilio.com/2010-04-01/Accounts/AC.json");
            request.setAuth("a", "b");
            long began = System.nanoTime();

            assertThatThrownBy(() -> http.reliableRequest(request))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessage("no whole answer within 1 s");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        } finally {
            over.countDown();
        }
    }

    private static void drip(ServerSocket server, CountDownLatch over) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!over.await(100, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(' ');
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // the other side hung up, which is what the test is about
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

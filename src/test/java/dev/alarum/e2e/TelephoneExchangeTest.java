package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TelephoneExchangeTest {
    private static final String ADA = "+14155550101";

    private static String order(String more) {
        return "To=%2B14155550101&From=%2B14155550100&Twiml="
                + URLEncoder.encode("<Response><Say>the power is out</Say></Response>", StandardCharsets.UTF_8) + more;
    }

    private static HttpResponse<String> post(TelephoneExchange exchange, String token, String form) throws Exception {
        return send(HttpRequest.newBuilder(uri(exchange)).POST(HttpRequest.BodyPublishers.ofString(form)), token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String token)
            throws IOException, InterruptedException {
        String credentials = TelephoneExchange.ACCOUNT + ":" + token;
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
        return HttpClient.newHttpClient()
                .send(request.header("Authorization", "Basic " + basic).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(TelephoneExchange exchange) {
        return exchange.baseUrl().resolve("/2010-04-01/Accounts/" + TelephoneExchange.ACCOUNT + "/Calls.json");
    }

    @Test
    void an_expected_call_is_heard() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open()) {
            assertThat(post(exchange, TelephoneExchange.TOKEN, order("")).statusCode())
                    .isEqualTo(201);

            PlacedCall call = exchange.expectsCall().to(ADA).saying("POWER").notSaying("internet");

            assertThatThrownBy(() -> call.saying("internet")).isInstanceOf(AssertionError.class);
            exchange.staysSilent(Duration.ofMillis(200));
        }
    }

    @Test
    void an_unexpected_call_fails_the_test() throws Exception {
        TelephoneExchange exchange = TelephoneExchange.open();
        post(exchange, TelephoneExchange.TOKEN, order(""));

        assertThatThrownBy(exchange::close).isInstanceOf(AssertionError.class).hasMessageContaining("the power is out");
    }

    @Test
    void a_breach_of_the_contract_is_refused_and_fails_the_test() throws Exception {
        TelephoneExchange exchange = TelephoneExchange.open();

        HttpResponse<String> answer = post(exchange, TelephoneExchange.TOKEN, order("&Foo=1"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Foo is no parameter");
        assertThatThrownBy(exchange::close).isInstanceOf(AssertionError.class).hasMessageContaining("Foo");
    }

    @Test
    void a_stranger_is_refused() throws Exception {
        try (TelephoneExchange exchange = TelephoneExchange.open()) {
            HttpResponse<String> answer = post(exchange, "guess", order(""));

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("20003");
        }
    }
}

package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.settings.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpDoorTest {
    private final Main main = new Main();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void opens_a_door_with_two_flows() throws Exception {
        HttpDoor.open(main, new ServerSettings("127.0.0.1", 0, null, null));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1/echo?httpMethodRestrict=POST&consumes=text/plain")
                        .process(HttpDoorTest::tellHeaders);
                from("platform-http:/v1/things/{id}?httpMethodRestrict=GET,PUT").process(HttpDoorTest::tellHeaders);
                from("platform-http:/v1/nothing?httpMethodRestrict=POST")
                        .removeHeaders("*")
                        .setHeader(Exchange.HTTP_RESPONSE_CODE)
                        .constant(204)
                        .setBody()
                        .constant(null);
            }
        });
        main.addInitialProperty("camel.main.shutdownTimeout", "3");
        main.start();
        port = HttpDoor.port(main.getCamelContext());
    }

    @AfterEach
    void closes() {
        main.stop();
    }

    @Test
    void a_request_reaches_its_flow_as_bytes_and_allowed_headers_only() throws Exception {
        HttpResponse<String> answer = client.send(
                to("/v1/echo?webhook-id=forged&node=x")
                        .header("Content-Type", "text/plain")
                        .header("webhook-id", "a.1.2")
                        .header("camelHTTPuri", "http://192.0.2.1/")
                        .header("breadcrumbId", "attacker")
                        .header("X-Other", "other")
                        .POST(BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("body=hello")
                .contains("webhook-id=a.1.2")
                .contains("CamelHttpQuery=webhook-id=forged&node=x")
                .doesNotContain("attacker")
                .doesNotContain("192.0.2.1")
                .doesNotContain("other")
                .doesNotContain(" node=x");
    }

    private static void tellHeaders(Exchange exchange) {
        String seen = "body=" + exchange.getMessage().getBody(String.class) + " headers="
                + new TreeMap<>(exchange.getMessage().getHeaders());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(seen);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }
}

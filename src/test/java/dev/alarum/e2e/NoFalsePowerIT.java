package dev.alarum.e2e;

import static dev.alarum.e2e.PowerSite.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.node.FleetSecret;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.WebhookSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a UPS may say that is no outage: no node is shut down, and no phone rings. */
@ExtendWith(Houses.class)
class NoFalsePowerIT {
    /** An outage would be believed within this time. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(8);

    @TempDir
    static Path folder;

    private static TelephoneExchange exchange;
    private static ProxmoxCluster cluster;
    private static FakeApcaccess apcaccess;
    private static House house;

    @BeforeAll
    static void opens() {
        apcaccess = FakeApcaccess.in(folder);
        exchange = TelephoneExchange.open();
        cluster = ProxmoxCluster.of(NODES);
        house = PowerSite.plan(exchange, cluster)
                .relay("alarum.ups.rack.command", apcaccess.command())
                .start();
    }

    @AfterAll
    static void closes() {
        try (TelephoneExchange silent = exchange;
                ProxmoxCluster untouched = cluster;
                House calm = house) {
            assertThat(calm.status().calls()).isEmpty();
            assertThat(untouched.commands()).isEmpty();
            assertThat(silent.violations()).isEmpty();
        }
    }

    @BeforeEach
    void mains() {
        apcaccess.prints("online").isThere();
        PowerSite.awaitAllWell(house);
    }

    @AfterEach
    void nothing_happened() {
        assertThat(cluster.orders(0)).isZero();
        assertThat(house.status().incidents()).isEmpty();
        assertThat(house.status().list("plans")).isEmpty();
        assertThat(PowerSite.news(house)).doesNotContain("on-battery");
        house.awaitUp(NODES);
    }

    @ParameterizedTest
    @CsvSource({"trim,MAINS", "boost,MAINS", "cal,TEST", "commlost,LOST", "onbatt-then-commlost,LOST"})
    void a_captured_status_that_is_no_outage(String fixture, String state) {
        apcaccess.prints(fixture);

        PowerSite.awaitUps(house, state);
        staysCalm(state);
    }

    @Test
    void a_battery_to_be_replaced_is_told_and_no_more() {
        apcaccess.does("sed 's/^STATUS .*/STATUS   : ONLINE REPLACEBATT/; s/^STATFLAG.*/STATFLAG : 0x05000088/' "
                + FakeApcaccess.captured("online"));

        PowerSite.await("it is told", () -> assertThat(PowerSite.news(house)).contains("battery-bad"));
        staysCalm("MAINS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "head -c 300 ONBATT",
                "head -c 400 /dev/urandom",
                "cat ONBATT; exit 1",
                "sed 's/^STATUS .*/STATUS   : ONLINE/' ONBATT",
                "sleep 60"
            })
    void an_output_that_is_no_whole_status_in_time(String line) {
        apcaccess.does(line.replace("ONBATT", FakeApcaccess.captured("onbatt").toString()));

        PowerSite.awaitUps(house, "LOST");
        staysCalm("LOST");
    }

    @Test
    void a_missing_program() {
        apcaccess.isMissing();

        PowerSite.awaitUps(house, "LOST");
        staysCalm("LOST");
    }

    @Test
    void a_blip_shorter_than_the_confirmation() {
        apcaccess.prints("onbatt");
        PowerSite.awaitUps(house, "ON_BATTERY");

        apcaccess.prints("online-after-battery");

        PowerSite.awaitUps(house, "MAINS");
        staysCalm("MAINS");
    }

    @Test
    void forged_readings() throws Exception {
        SenderKey relay = FleetSecret.in(house.dataFolder(House.HUB)).keyOf(Sender.relay(new Name("pi")), 1);
        SenderKey node = FleetSecret.in(house.dataFolder(House.HUB)).keyOf(Sender.node(new Name("pve1")), 1);
        Files.createDirectories(folder.resolve("elsewhere"));
        SenderKey stranger = FleetSecret.in(folder.resolve("elsewhere")).keyOf(Sender.relay(new Name("pi")), 1);
        long boot = Instant.now().toEpochMilli() + 60_000;

        for (int seq = 1; seq <= 10; seq++) {
            byte[] body = onBattery(boot, seq);
            String id = "pi." + boot + "." + seq;
            assertThat(post(body, null, "")).isEqualTo(401);
            assertThat(post(body, WebhookSignature.sign(stranger, id, 0, body), ""))
                    .isEqualTo(401);
            assertThat(post(body, WebhookSignature.sign(node, id, 0, body), "")).isEqualTo(401);
            byte[] other = onBattery(boot, seq + 100);
            assertThat(post(other, WebhookSignature.sign(relay, id, 0, body), ""))
                    .isEqualTo(401);
            byte[] mains = new String(body, StandardCharsets.UTF_8)
                    .replace("ON_BATTERY", "MAINS")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(post(body, WebhookSignature.sign(relay, id, 0, mains), "?state=ON_BATTERY&relay=pi"))
                    .isBetween(400, 499);
        }

        JsonNode ups = house.status().ups("rack");
        assertThat(ups.path("state").asText()).isEqualTo("MAINS");
        staysCalm("MAINS");
    }

    private static byte[] onBattery(long boot, int seq) {
        return ("{\"ups\":\"rack\",\"relay\":\"pi\",\"boot\":" + boot + ",\"seq\":" + seq
                        + ",\"state\":\"ON_BATTERY\",\"flags\":[],\"ageSeconds\":0}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static int post(byte[] body, WebhookSignature signature, String query)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(house.hubUrl() + "/v1/ups" + query))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (signature != null) {
            request.header(WebhookSignature.ID, signature.id())
                    .header(WebhookSignature.TIMESTAMP, signature.timestamp())
                    .header(WebhookSignature.SIGNATURE, signature.signature());
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void staysCalm(String state) {
        exchange.staysSilent(LONG_ENOUGH);
        assertThat(house.status().ups("rack").path("state").asText()).isEqualTo(state);
        assertThat(house.status().ups("rack").path("confirmed").asBoolean()).isFalse();
    }
}

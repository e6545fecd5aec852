package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.ATTIC;
import static dev.alarum.flow.IntakeHouse.BOOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import dev.alarum.store.Row;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingIntakeFlowTest {
    private static IntakeHouse house;

    @BeforeAll
    static void opens() throws Exception {
        house = IntakeHouse.open();
    }

    @AfterAll
    static void closes() {
        house.close();
    }

    @BeforeEach
    void as_new() {
        house.reset();
    }

    @Test
    void a_full_reading_is_on_disk_before_it_is_acknowledged_and_reaches_the_hub() throws Exception {
        HttpResponse<String> answer = house.reading(new Stamp(BOOT, 1), """
                {"ups":"apc","relay":"attic","boot":%d,"seq":1,"state":"ON_BATTERY","flags":["BATTERY_BAD"],
                "chargePercent":87.5,"runtimeSeconds":1260,"loadPercent":31,"lastTransfer":"Low line voltage",
                "ageSeconds":2}""".formatted(BOOT));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(house.readings)
                .containsExactly(new Reading(
                        new Name("apc"),
                        ATTIC,
                        new Stamp(BOOT, 1),
                        PowerState.ON_BATTERY,
                        Set.of(Reading.Flag.BATTERY_BAD),
                        87.5,
                        Duration.ofMinutes(21),
                        31.0,
                        "Low line voltage",
                        Duration.ofSeconds(2)));
        assertThat(house.rows).singleElement().isInstanceOfSatisfying(Row.ReadingRow.class, row -> {
            assertThat(row.ups()).isEqualTo("apc");
            assertThat(row.flags()).isEqualTo("BATTERY_BAD");
            assertThat(row.runtimeSeconds()).isEqualTo(1260);
        });
    }

    @Test
    void what_the_ups_does_not_give_stays_absent() throws Exception {
        HttpResponse<String> answer = house.reading(new Stamp(BOOT, 1), reading("apc", 1));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(house.readings).singleElement().satisfies(reading -> {
            assertThat(reading.chargePercent()).isNull();
            assertThat(reading.runtime()).isNull();
            assertThat(reading.loadPercent()).isNull();
            assertThat(reading.lastTransfer()).isNull();
            assertThat(reading.flags()).isEmpty();
        });
    }

    @Test
    void a_replayed_reading_and_one_older_than_the_newest_of_its_ups_do_nothing() throws Exception {
        house.reading(new Stamp(BOOT, 5), reading("apc", 5));

        HttpResponse<String> replayed = house.reading(new Stamp(BOOT, 5), reading("apc", 5));
        HttpResponse<String> older = house.reading(new Stamp(BOOT, 4), reading("apc", 4));
        HttpResponse<String> ofAnotherUps = house.reading(new Stamp(BOOT, 3), reading("eaton", 3));

        assertThat(replayed.statusCode()).isEqualTo(200);
        assertThat(older.statusCode()).isEqualTo(200);
        assertThat(ofAnotherUps.statusCode()).isEqualTo(204);
        assertThat(house.readings).extracting(Reading::ups).containsExactly(new Name("apc"), new Name("eaton"));
        assertThat(house.rows).hasSize(2);
    }

    @Test
    void a_store_that_fails_gives_503_the_hub_hears_it_once_and_a_retry_is_kept() throws Exception {
        house.storeFails = true;

        HttpResponse<String> first = house.reading(new Stamp(BOOT, 5), reading("apc", 5));
        house.storeFails = false;
        HttpResponse<String> second = house.reading(new Stamp(BOOT, 5), reading("apc", 5));

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.body()).isEqualTo("{\"error\":\"store cannot write\"}");
        assertThat(second.statusCode()).isEqualTo(204);
        assertThat(house.readings).hasSize(1);
        assertThat(house.rows).hasSize(1);
    }

    @Test
    void a_node_called_like_the_relay_cannot_report_a_ups() throws Exception {
        byte[] body = reading("apc", 1).getBytes(StandardCharsets.UTF_8);
        String id = "attic." + BOOT + ".1";

        HttpResponse<String> answer =
                house.post("/v1/ups", WebhookSignature.sign(house.keyOf(Sender.node(ATTIC)), id, 0, body), body);
        HttpResponse<String> prefixed =
                house.post("/v1/ups", WebhookSignature.sign(house.relayKey(), "relay:" + id, 0, body), body);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(prefixed.statusCode()).isEqualTo(400);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_relay_cannot_fill_the_memory_with_names_of_upses() throws Exception {
        for (int ups = 1; ups <= 64; ups++) {
            assertThat(house.reading(new Stamp(BOOT, ups), reading("ups" + ups, ups))
                            .statusCode())
                    .isEqualTo(204);
        }

        HttpResponse<String> tooMany = house.reading(new Stamp(BOOT, 65), reading("ups65", 65));

        assertThat(tooMany.statusCode()).isEqualTo(400);
        assertThat(house.reading(new Stamp(BOOT, 66), reading("ups1", 66)).statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ups            | ,'ups':'a b'",
                "relay          | ,'relay':'cellar'",
                "boot           | ,'boot':1",
                "seq            | ,'seq':2",
                "state          | ,'state':'mains'",
                "state          | ,'state':'ONLINE'",
                "state          | ,'state':null",
                "flags          | ,'flags':'BATTERY_BAD'",
                "flags          | ,'flags':['REPLACEBATT']",
                "flags          | ,'flags':[1]",
                "flags          | ,'flags':null",
                "chargePercent  | ,'chargePercent':-0.1",
                "chargePercent  | ,'chargePercent':100.1",
                "chargePercent  | ,'chargePercent':'87'",
                "chargePercent  | ,'chargePercent':1e400",
                "chargePercent  | ,'chargePercent':null",
                "runtimeSeconds | ,'runtimeSeconds':-1",
                "runtimeSeconds | ,'runtimeSeconds':1.5",
                "runtimeSeconds | ,'runtimeSeconds':1e300",
                "loadPercent    | ,'loadPercent':-1",
                "loadPercent    | ,'loadPercent':1001",
                "lastTransfer   | ,'lastTransfer':5",
                "lastTransfer   | ,'lastTransfer':'a\\u0000b'",
                "ageSeconds     | ,'ageSeconds':-1",
                "ageSeconds     | ,'ageSeconds':'2'",
                "voltage        | ,'voltage':230"
            })
    void a_signed_reading_with_a_wrong_field_is_told_which(String field, String wrong) throws Exception {
        String given = wrong.strip().substring(1).replace('\'', '"');
        String name = given.substring(1, given.indexOf('"', 1));
        String body = withField(name, given);

        HttpResponse<String> answer = house.reading(new Stamp(BOOT, 1), body);

        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(answer.body()).contains(field).doesNotContain("Exception").doesNotContain("\n");
        assertThat(house.nothingChanged()).isTrue();
    }

    /** The plain reading with one field put in its place or added. */
    private static String withField(String name, String given) {
        String plain = reading("apc", 1);
        String without = plain.replaceFirst("\"" + name + "\":(\"[^\"]*\"|[0-9]+),?", "");
        String end = without.replaceFirst(",?}$", "");
        return end + "," + given + "}";
    }

    private static String reading(String ups, int seq) {
        return "{\"ups\":\"%s\",\"relay\":\"attic\",\"boot\":%d,\"seq\":%d,\"state\":\"MAINS\",\"ageSeconds\":1}"
                .formatted(ups, BOOT, seq);
    }
}

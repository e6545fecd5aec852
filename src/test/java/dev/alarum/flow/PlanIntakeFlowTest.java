package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.ATTIC;
import static dev.alarum.flow.IntakeHouse.BOOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import dev.alarum.node.WebhookSignature;
import dev.alarum.plan.Evidence;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayReport;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.StepKind;
import dev.alarum.store.Row;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanIntakeFlowTest {
    private static final String PLANS = """
            [{"origin":"1764.7","number":3,"ups":"apc","cluster":"default","steps":[
            {"kind":"ha-off","outcome":"accepted","kept":"arm-ha"},
            {"kind":"guests","node":"pve1","outcome":"still-up","words":"running yet: 101","kept":"101,102"},
            {"kind":"node","node":"pve1","outcome":"down","evidence":["api","silence"]}]}]""";

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
    void what_a_relay_tells_reaches_the_hub_whose_words_are_signed_as_the_answer_to_it() throws Exception {
        house.words = new RelayWords(
                List.of("pve2"),
                List.of(new RelayWords.Known(
                        3, new Name("apc"), "default", List.of(new NodeOutcome("pve1", Outcome.STILL_UP)))));

        HttpResponse<String> answer =
                house.plans(new Stamp(BOOT, 7), body(7, ",\"woken\":[\"pve3\"],\"plans\":" + PLANS));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"wake\":[\"pve2\"],\"plans\":[{\"number\":3,\"ups\":\"apc\",\"cluster\":\"default\","
                        + "\"nodes\":[{\"node\":\"pve1\",\"outcome\":\"still-up\"}]}]}");
        WebhookSignature signature = signature(answer);
        assertThat(signature.id()).isEqualTo("hub:attic." + BOOT + ".7");
        assertThat(signature.isMadeWith(house.relayKey(), answer.body().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(house.reports)
                .containsExactly(new RelayReport(
                        ATTIC,
                        List.of(new Name("pve3")),
                        List.of(new RelayPlan(
                                "1764.7",
                                3,
                                new Name("apc"),
                                "default",
                                List.of(
                                        line(StepKind.HA_OFF, "", Outcome.ACCEPTED, null, "arm-ha"),
                                        line(StepKind.GUESTS, "pve1", Outcome.STILL_UP, "running yet: 101", "101,102"),
                                        line(
                                                StepKind.NODE,
                                                "pve1",
                                                Outcome.DOWN,
                                                null,
                                                null,
                                                Evidence.API,
                                                Evidence.SILENCE))))));
        await().untilAsserted(
                        () -> assertThat(house.rows).containsExactly(new Row.StampRow("relay:attic", "plan", BOOT, 7)));
    }

    @Test
    void a_relay_that_has_nothing_to_tell_asks_what_it_must_know() throws Exception {
        HttpResponse<String> answer = house.plans(new Stamp(BOOT, 1), body(1, ""));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"wake\":[],\"plans\":[]}");
        assertThat(house.reports).containsExactly(new RelayReport(ATTIC, List.of(), List.of()));
    }

    @Test
    void the_same_message_twice_and_an_older_one_do_nothing_and_get_no_signed_answer() throws Exception {
        house.plans(new Stamp(BOOT, 5), body(5, ""));

        HttpResponse<String> replayed = house.plans(new Stamp(BOOT, 5), body(5, ""));
        HttpResponse<String> older = house.plans(new Stamp(BOOT, 4), body(4, ""));

        assertThat(List.of(replayed, older)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"had\":true}");
            assertThat(answer.headers().firstValue(WebhookSignature.SIGNATURE)).isEmpty();
        });
        assertThat(house.reports).hasSize(1);
    }

    @Test
    void an_earlier_boot_is_told_the_newest_of_any_kind() throws Exception {
        house.reading(
                new Stamp(BOOT, 1),
                "{\"ups\":\"apc\",\"relay\":\"attic\",\"boot\":%d,\"seq\":1,\"state\":\"MAINS\",\"ageSeconds\":1}"
                        .formatted(BOOT));

        HttpResponse<String> answer =
                house.plans(new Stamp(BOOT - 1, 1), "{\"relay\":\"attic\",\"boot\":%d,\"seq\":1}".formatted(BOOT - 1));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"boot\":%d}".formatted(BOOT));
        assertThat(house.reports).isEmpty();
    }

    @Test
    void the_readings_of_a_relay_make_no_plan_old() throws Exception {
        house.plans(new Stamp(BOOT, 2), body(2, ""));

        HttpResponse<String> reading = house.reading(
                new Stamp(BOOT, 1),
                "{\"ups\":\"apc\",\"relay\":\"attic\",\"boot\":%d,\"seq\":1,\"state\":\"MAINS\",\"ageSeconds\":1}"
                        .formatted(BOOT));

        assertThat(reading.statusCode()).isEqualTo(204);
        assertThat(house.readings).hasSize(1);
    }

    @Test
    void a_node_called_like_the_relay_a_wrong_key_and_a_revoked_relay_are_not_believed() throws Exception {
        byte[] body = body(1, ",\"woken\":[\"pve1\"]").getBytes(StandardCharsets.UTF_8);
        String id = "attic." + BOOT + ".1";

        HttpResponse<String> ofNode =
                house.post("/v1/plans", WebhookSignature.sign(house.keyOf(Sender.node(ATTIC)), id, 0, body), body);
        HttpResponse<String> prefixed =
                house.post("/v1/plans", WebhookSignature.sign(house.relayKey(), "relay:" + id, 0, body), body);
        house.revoked.add(Sender.relay(ATTIC));
        HttpResponse<String> revoked =
                house.post("/v1/plans", WebhookSignature.sign(house.relayKey(), id, 0, body), body);

        assertThat(ofNode.statusCode()).isEqualTo(401);
        assertThat(prefixed.statusCode()).isEqualTo(400);
        assertThat(revoked.statusCode()).isEqualTo(401);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_body_over_the_limit_is_refused() throws Exception {
        HttpResponse<String> answer = house.plans(new Stamp(BOOT, 1), body(1, "," + " ".repeat(64 * 1024)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_hub_that_fails_says_nothing_of_its_inside() throws Exception {
        house.hubFails = true;

        HttpResponse<String> answer = house.plans(new Stamp(BOOT, 1), body(1, ""));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret-of-the-inside");
        assertThat(answer.headers().firstValue(WebhookSignature.SIGNATURE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay                    | 'relay':'cellar'                        | ''",
                "boot                     | 'boot':1                                | ''",
                "seq                      | 'seq':2                                 | ''",
                "woken                    | 'woken':'pve1'                          | ''",
                "woken                    | 'woken':['a b']                         | ''",
                "woken                    | 'woken':null                            | ''",
                "plans                    | 'plans':{}                              | ''",
                "plans                    | 'plans':[1]                             | ''",
                "nodes                    | 'nodes':[]                              | ''",
                "plans[0].origin          | 'origin':'a b'                          | PLAN",
                "plans[0].origin          | 'origin':7                              | PLAN",
                "plans[0].number          | 'number':-1                             | PLAN",
                "plans[0].ups             | 'ups':'a b'                             | PLAN",
                "plans[0].cluster         | 'cluster':''                            | PLAN",
                "plans[0].mains           | 'mains':'true'                          | PLAN",
                "plans[0].armed           | 'armed':true                            | PLAN",
                "plans[0].steps           | 'steps':'none'                          | PLAN",
                "plans[0].steps[0].kind   | 'kind':'NODE'                           | STEP",
                "plans[0].steps[0].kind   | 'kind':'wake'                           | STEP",
                "plans[0].steps[0].node   | 'node':'a b'                            | STEP",
                "plans[0].steps[0].outcome | 'outcome':'gone'                       | STEP",
                "plans[0].steps[0].words  | 'words':5                               | STEP",
                "plans[0].steps[0].words  | 'words':'a\\u0000b'                     | STEP",
                "plans[0].steps[0].kept   | 'kept':'\\n'                            | STEP",
                "plans[0].steps[0].kept   | 'kept':'x'                              | STEP",
                "plans[0].steps[0].kept   | 'kept':''                               | STEP",
                "plans[0].steps[0].kept   | 'kept':'100,'                           | STEP",
                "plans[0].steps[0].kept   | 'kept':'100,1234567890'                 | STEP",
                "plans[0].steps[0].kept   | 'kept':'arm-ha'                         | STEP",
                "plans[0].steps[0].evidence | 'evidence':['rumour']                 | STEP",
                "plans[0].steps[0].since  | 'since':1                               | STEP"
            })
    void a_signed_message_with_a_wrong_field_is_told_which(String field, String wrong, String where) throws Exception {
        String body = withField(wrong.strip().replace('\'', '"'), where);

        HttpResponse<String> answer = house.plans(new Stamp(BOOT, 1), body);

        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(answer.body()).contains(field).doesNotContain("Exception").doesNotContain("\n");
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void what_is_kept_in_another_form_is_told_the_value_the_rule_and_an_example() throws Exception {
        HttpResponse<String> answer = house.plans(new Stamp(BOOT, 1), withField("\"kept\":\"x\"", "STEP"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("plans[0].steps[0].kept is 'x': give the numbers of at most 1000 guests, 1 to 9 digits each,"
                        + " with commas between, for instance 100,101");
    }

    private static String withField(String given, String where) {
        String step = "\"kind\":\"node\",\"node\":\"pve1\",\"outcome\":\"down\"";
        String plan = "\"origin\":\"1.2\",\"number\":0,\"ups\":\"apc\",\"cluster\":\"default\"";
        String body = "\"relay\":\"attic\",\"boot\":" + BOOT + ",\"seq\":1";
        return switch (where) {
            case "STEP" -> "{" + body + ",\"plans\":[{" + plan + ",\"steps\":[{" + with(step, given) + "}]}]}";
            case "PLAN" -> "{" + body + ",\"plans\":[{" + with(plan, given) + "}]}";
            default -> "{" + with(body, given) + "}";
        };
    }

    /** With that field in place of its namesake, or added. */
    private static String with(String fields, String given) {
        String name = given.substring(0, given.indexOf(':') + 1);
        String without = fields.replaceFirst(name + "(\"[^\"]*\"|[0-9]+),?", "").replaceFirst(",$", "");
        return without + "," + given;
    }

    private static RelayPlan.Line line(
            StepKind kind, String node, Outcome outcome, String words, String kept, Evidence... evidence) {
        return new RelayPlan.Line(kind, node, outcome, words, kept, Set.of(evidence));
    }

    private static String body(long seq, String more) {
        return "{\"relay\":\"attic\",\"boot\":%d,\"seq\":%d%s}".formatted(BOOT, seq, more);
    }

    private static WebhookSignature signature(HttpResponse<String> answer) {
        return new WebhookSignature(
                answer.headers().firstValue(WebhookSignature.ID).orElseThrow(),
                answer.headers().firstValue(WebhookSignature.TIMESTAMP).orElseThrow(),
                answer.headers().firstValue(WebhookSignature.SIGNATURE).orElseThrow());
    }
}

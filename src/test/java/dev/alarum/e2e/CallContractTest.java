package dev.alarum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallContractTest {
    private static final String SAYS = "<Response><Say>power</Say><Pause/><Say>again</Say></Response>";

    private final CallContract contract = new CallContract();

    private static Map<String, List<String>> goodOrder() {
        Map<String, List<String>> form = new HashMap<>();
        form.put("To", List.of("+14155550101"));
        form.put("From", List.of("+14155550100"));
        form.put("Twiml", List.of(SAYS));
        form.put("Timeout", List.of("25"));
        form.put("MachineDetection", List.of("Enable"));
        form.put("StatusCallbackEvent", List.of("initiated", "completed"));
        return form;
    }

    @Test
    void a_good_order_is_good() {
        assertThat(contract.wrongInOrder(goodOrder())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Foo, x, Foo is no parameter",
        "Timeout, abc, Timeout is 'abc': no whole number",
        "Timeout, 601, Timeout is over 600",
        "Method, FETCH, Method is 'FETCH': none of",
        "Record, yes, Record is 'yes': neither true nor false",
        "StatusCallback, nonsense, StatusCallback is 'nonsense': no absolute URI",
        "To, hello, To is no phone number",
        "Twiml, <Response/>, Twiml says nothing",
        "Twiml, <Response><Say>cut off, Twiml says nothing",
        "MachineDetection, on, MachineDetection is neither",
    })
    void a_bad_parameter_is_named(String name, String value, String fault) {
        Map<String, List<String>> form = goodOrder();
        form.put(name, List.of(value));

        assertThat(contract.wrongInOrder(form)).singleElement().asString().startsWith(fault);
    }

    @Test
    void what_is_missing_doubled_or_too_long_is_named() {
        Map<String, List<String>> form = goodOrder();
        form.remove("From");
        form.put("To", List.of("+14155550101", "+14155550102"));
        form.put("Twiml", List.of("<Response><Say>" + "x".repeat(4_000) + "</Say></Response>"));

        assertThat(contract.wrongInOrder(form))
                .contains("From is required", "To is given 2 times", "Twiml has 4032 characters");
    }

    @Test
    void an_order_without_words_is_wrong() {
        Map<String, List<String>> form = goodOrder();
        form.remove("Twiml");

        assertThat(contract.wrongInOrder(form)).containsExactly("one of Url, Twiml and ApplicationSid is required");
    }

    @Test
    void a_list_is_asked_for_by_known_parameters_and_never_by_start_time() {
        assertThat(contract.wrongInList(Map.of("To", List.of("+14155550101"), "PageSize", List.of("50"))))
                .isEmpty();
        assertThat(contract.wrongInList(Map.of("Status", List.of("dead")))).hasSize(1);
        assertThat(contract.wrongInList(Map.of("Too", List.of("x")))).containsExactly("Too is no parameter");
        assertThat(contract.wrongInList(Map.of("StartTime", List.of("2026-11-23T00:00:00Z"))))
                .singleElement()
                .asString()
                .startsWith("StartTime misses");
    }

    @Test
    void an_empty_call_has_every_field_and_a_wrong_one_is_named() {
        var call = contract.emptyCall();

        assertThat(call.size()).isGreaterThan(20);
        assertThat(contract.wrongInCall(call)).isEmpty();
        assertThat(contract.wrongInCall(call.put("status", "dead")
                        .put("sid", "x")
                        .put("duration", 3)
                        .put("foo", "x")))
                .hasSize(4);
    }

    @Test
    void what_is_said_is_read_out_of_the_markup() {
        assertThat(CallContract.said(SAYS)).isEqualTo("power again");
        assertThat(CallContract.said("<Other><Say>x</Say></Other>")).isEmpty();
    }
}

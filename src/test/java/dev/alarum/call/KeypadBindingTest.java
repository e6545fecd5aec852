package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.KeypadBinding.Reply;
import dev.alarum.e2e.Person;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeypadBindingTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String URL = "https://hub.example.org/alarum";
    private static final String QUERY = "incident=7&attempt=2";
    private static final Map<String, String> FOUR = Map.of("CallSid", "CA1", "Digits", "4", "To", "+14155550101");

    private final KeypadBinding keypad =
            new KeypadBinding(new TwilioSignatureBinding(URI.create(URL), List.of("another", TOKEN)));

    @BeforeEach
    void a_call_goes_out() throws Exception {
        Contact ada = new Contact(1, "Ada", "+14155550101", "en");
        CallOrder order = new CallOrder(7, 2, ada, List.of());
        keypad.markup(new Attempt(order, Instant.EPOCH, false, CallText.of(ada, List.of(), false)));
    }

    private static String signed(String url, Map<String, String> form, String token) {
        return Person.signature(url, form, token);
    }

    private static String right(String query, Map<String, String> form) {
        return signed(URL + "/twilio/key?" + query, form, TOKEN);
    }

    private Object hear(String query, Map<String, String> form, String signature) throws Exception {
        return keypad.hear(body(form), query, signature);
    }

    private static byte[] body(Map<String, String> form) {
        StringBuilder body = new StringBuilder();
        new TreeMap<>(form)
                .forEach((name, value) -> body.append(body.length() == 0 ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(value.replace("+", "%2B").replace("*", "%2A")));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int status(Object answer) {
        assertThat(answer).isInstanceOf(Reply.class);
        return ((Reply) answer).status();
    }

    @Test
    void what_twilio_signed_over_the_public_url_counts() throws Exception {
        assertThat(hear(QUERY, FOUR, right(QUERY, FOUR))).isEqualTo(new KeyPress(7, 2, Key.ACKNOWLEDGE));
    }

    @Test
    void a_signature_over_another_address_counts_for_nothing() throws Exception {
        for (String url : List.of(
                "https://evil.example.org/alarum/twilio/key?" + QUERY,
                "http://hub.example.org/alarum/twilio/key?" + QUERY,
                URL + "/twilio/key",
                URL + "/twilio/key?incident=7&attempt=3")) {
            assertThat(status(hear(QUERY, FOUR, signed(url, FOUR, TOKEN))))
                    .as(url)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_signature_with_another_token_counts_for_nothing() throws Exception {
        assertThat(status(hear(QUERY, FOUR, signed(URL + "/twilio/key?" + QUERY, FOUR, TOKEN + "0"))))
                .isEqualTo(403);
    }

    @Test
    void a_changed_or_added_field_counts_for_nothing() throws Exception {
        String signature = right(QUERY, FOUR);
        Map<String, String> changed = new TreeMap<>(FOUR);
        changed.put("Digits", "6");
        Map<String, String> added = new TreeMap<>(FOUR);
        added.put("More", "1");

        assertThat(status(hear(QUERY, changed, signature))).isEqualTo(403);
        assertThat(status(hear(QUERY, added, signature))).isEqualTo(403);
    }

    @Test
    void a_field_given_twice_counts_for_nothing() throws Exception {
        byte[] body = "CallSid=CA1&Digits=4&Digits=6&To=%2B14155550101".getBytes(StandardCharsets.UTF_8);

        assertThat(status(keypad.hear(body, QUERY, right(QUERY, FOUR)))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "=", "AAAA"})
    void no_signature_counts_for_nothing(String signature) throws Exception {
        assertThat(status(hear(QUERY, FOUR, signature))).isEqualTo(403);
        assertThat(status(keypad.hear("Digits=4".getBytes(StandardCharsets.UTF_8), QUERY, null)))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incident=0&attempt=2",
                "incident=7",
                "attempt=2&incident=7",
                "incident=7&attempt=2&x=1",
                "incident=-7&attempt=2"
            })
    void a_call_that_is_not_named_is_refused(String query) throws Exception {
        Reply reply = (Reply) hear(query, FOUR, right(query, FOUR));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("incident, attempt").contains("for instance");
    }

    @Test
    void a_call_that_this_hub_does_not_know_is_told_that_it_comes_again() throws Exception {
        String query = "incident=7&attempt=3";

        Reply reply = (Reply) hear(query, FOUR, right(query, FOUR));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("calls again").contains("<Hangup/>");
    }

    @Test
    void a_star_is_answered_by_the_text_and_the_same_address() throws Exception {
        Map<String, String> star = Map.of("Digits", "*");

        Reply reply = (Reply) hear(QUERY, star, right(QUERY, star));

        assertThat(reply.text())
                .contains("This is a test call.")
                .contains("action=\"" + URL + "/twilio/key?incident=7&amp;attempt=2\"");
    }

    @Test
    void without_a_public_url_there_is_no_keypad() throws Exception {
        Reply reply = (Reply) new KeypadBinding(null).hear(new byte[0], QUERY, "x");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).contains("alarum.public-url");
    }

    @Test
    void a_refusal_holds_no_secret() throws Exception {
        Reply reply = (Reply) hear(QUERY, FOUR, "wrong");

        assertThat(reply.text()).doesNotContain(TOKEN).doesNotContain(right(QUERY, FOUR));
    }

    private Object progress(Map<String, String> form) {
        String signature = signed(URL + "/twilio/progress?" + QUERY, form, TOKEN);
        return keypad.progress(body(form), QUERY, signature);
    }

    @Test
    void a_machine_gets_a_message_and_a_person_who_pressed_keys_does_not() throws Exception {
        Callback machine = (Callback) progress(Map.of("CallSid", "CA1", "AnsweredBy", "machine_end_beep"));
        assertThat(machine.isMachine()).isTrue();
        assertThat(machine.seen().status()).isEqualTo(CallUpdate.Status.IN_PROGRESS);
        assertThat(String.valueOf(keypad.message(machine))).isNotEqualTo("null");

        hear(QUERY, Map.of("Digits", "9"), right(QUERY, Map.of("Digits", "9")));

        assertThat(keypad.message(machine)).isNull();
    }

    @Test
    void the_end_of_a_call_is_its_end_whoever_took_it() {
        Callback end = (Callback) progress(Map.of(
                "CallSid", "CA1", "AnsweredBy", "machine_start", "CallStatus", "completed", "CallDuration", "9"));

        assertThat(end.isMachine()).isFalse();
        assertThat(end.seen().status()).isEqualTo(CallUpdate.Status.COMPLETED);
        assertThat(end.seen().durationSeconds()).isEqualTo(9);
    }

    @Test
    void news_that_twilio_did_not_sign_or_that_is_none_is_refused() {
        assertThat(((Reply) keypad.progress(body(Map.of("CallStatus", "completed")), QUERY, "x")).status())
                .isEqualTo(403);
        assertThat(((Reply) progress(Map.of("CallSid", "CA1", "CallStatus", "odd"))).status())
                .isEqualTo(400);
    }
}

package dev.alarum.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.alone.PlanPost.Errand;
import dev.alarum.alone.PlanPost.Parcel;
import dev.alarum.alone.PlanPost.Reply;
import dev.alarum.node.Name;
import dev.alarum.node.SenderKey;
import dev.alarum.node.StampSource;
import dev.alarum.node.WebhookSignature;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.RelayPlan;
import dev.alarum.plan.RelayWords;
import dev.alarum.plan.RelayWords.Known;
import dev.alarum.plan.RelayWordsText;
import dev.alarum.ups.PowerState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to which hub and when, and what is believed of the answers, in virtual time. */
class PlanPostTest {
    private static final SenderKey KEY = SenderKey.parse("A".repeat(43));
    private static final SenderKey OTHER = SenderKey.parse("B".repeat(42) + "A");
    private static final RelayWords NOTHING = new RelayWords(List.of(), List.of());
    private static final RelayWords WAKE = new RelayWords(List.of("a1"), List.of());

    @TempDir
    Path folder;

    private final LoneRelay relay = LoneRelay.withOneUps();
    private PlanPost post;

    @BeforeEach
    void opens() {
        post = post("hub", "second");
    }

    private PlanPost post(String... hubs) {
        return new PlanPost(
                LoneRelay.RELAY,
                KEY,
                StampSource.begin(folder, Clock.systemUTC()),
                List.of(hubs),
                relay.alone,
                relay.contact,
                () -> relay.now);
    }

    @Test
    void every_hub_is_asked_at_once_and_then_every_30_seconds_while_all_is_well() {
        List<Integer> asked = new ArrayList<>();
        for (int second = 0; second <= 95; second++) {
            for (Errand errand : post.due()) {
                answer(post.parcel(errand), NOTHING);
                if (errand.hub().equals("hub")) {
                    asked.add(second);
                }
            }
            relay.seconds(1);
        }

        assertThat(asked).containsExactly(0, 30, 60, 90);
    }

    @Test
    void in_trouble_it_is_every_5_seconds() {
        relay.power(PowerState.ON_BATTERY).look("apc");
        int asked = 0;
        for (int second = 0; second < 60; second++) {
            asked += answerAll(NOTHING);
            relay.seconds(1);
        }

        assertThat(asked).isEqualTo(2 * 12);
    }

    @Test
    void whoever_is_to_be_woken_is_asked_about_every_5_seconds() {
        int asked = 0;
        for (int second = 0; second < 60; second++) {
            asked += answerAll(WAKE);
            relay.seconds(1);
        }

        assertThat(asked).isEqualTo(2 * 12);
    }

    @Test
    void a_hub_that_does_not_answer_holds_up_no_other_and_is_tried_again_when_that_is_certain() {
        List<Errand> first = post.due();
        assertThat(first).extracting(Errand::hub).containsExactly("hub", "second");
        answer(post.parcel(first.get(1)), NOTHING);

        relay.seconds(40);

        assertThat(post.due()).extracting(Errand::hub).containsExactly("second");
        post.unanswered(first.get(0), "timeout");
        assertThat(post.due()).isEmpty();
        relay.seconds(1);
        assertThat(post.due()).extracting(Errand::hub).containsExactly("hub");
    }

    @Test
    void what_changes_in_a_plan_is_told_at_once() {
        post = post("hub");
        answerAll(NOTHING);
        relay.hubAnswers = false;
        relay.proxmox = order -> null;
        relay.power(PowerState.CRITICAL).seconds(60);

        Parcel told = post.parcel(post.due().get(0));

        assertThat(told.report().plans())
                .singleElement()
                .satisfies(plan -> assertThat(plan.lines())
                        .extracting(RelayPlan.Line::outcome)
                        .containsExactly(Outcome.PENDING, Outcome.PLANNED, Outcome.PLANNED));
        answer(told, NOTHING);
        assertThat(post.due()).isEmpty();
        relay.seconds(1);
        assertThat(relay.ordered()).containsExactly("a2", "a3");
        assertThat(post.due()).hasSize(1);
    }

    @Test
    void a_plan_is_told_until_its_last_form_was_acknowledged_twice_ten_seconds_apart() {
        relay.hubAnswers = false;
        relay.power(PowerState.CRITICAL).seconds(70);
        relay.power(PowerState.MAINS).seconds(600);
        post = post("hub");

        Parcel first = post.parcel(post.due().get(0));
        assertThat(first.report().plans()).hasSize(1);
        answer(first, NOTHING);
        relay.seconds(31);
        Parcel second = post.parcel(post.due().get(0));
        assertThat(second.report().plans()).hasSize(1);
        answer(second, NOTHING);
        relay.seconds(31);
        Parcel third = post.parcel(post.due().get(0));

        assertThat(third.report().plans()).isEmpty();
        assertThat(relay.alone.kept()).doesNotContain("1764.1");
    }

    @Test
    void a_plan_that_only_forgers_acknowledge_is_told_on() {
        relay.hubAnswers = false;
        relay.power(PowerState.CRITICAL).seconds(70);
        relay.power(PowerState.MAINS).seconds(600);
        post = post("hub");

        for (int i = 0; i < 5; i++) {
            Parcel parcel = post.parcel(post.due().get(0));
            assertThat(parcel.report().plans()).hasSize(1);
            post.answered(parcel, signed(parcel, OTHER, "hub:" + parcel.id(), NOTHING), 0);
            relay.seconds(31);
        }
    }

    @Test
    void a_node_that_was_woken_is_told_at_once_to_whoever_wants_it_and_once() {
        for (Errand errand : post.due()) {
            answer(post.parcel(errand), errand.hub().equals("hub") ? WAKE : NOTHING);
        }
        relay.seconds(1);
        assertThat(post.due()).isEmpty();

        post.woken("a1");

        Parcel told = post.parcel(post.due().get(0));
        assertThat(told.errand().hub()).isEqualTo("hub");
        assertThat(told.report().woken()).containsExactly(new Name("a1"));
        answer(told, WAKE);
        relay.seconds(5);
        assertThat(post.due().stream().map(post::parcel))
                .allSatisfy(parcel -> assertThat(parcel.report().woken()).isEmpty());
    }

    @Test
    void what_the_hub_signed_is_believed() {
        Parcel parcel = post.parcel(post.due().get(0));

        assertThat(answer(parcel, WAKE)).containsExactly("a1");
    }

    @Test
    void an_answer_that_is_not_signed_wakes_nobody_and_is_no_hubs() {
        Parcel parcel = post.parcel(post.due().get(0));
        byte[] body = RelayWordsText.of(WAKE).getBytes(StandardCharsets.UTF_8);

        assertThat(post.answered(parcel, new Reply(200, null, body), 0)).isEmpty();
        assertThat(isAHub()).isFalse();
    }

    @Test
    void an_answer_signed_with_another_key_is_not_believed() {
        Parcel parcel = post.parcel(post.due().get(0));

        assertThat(post.answered(parcel, signed(parcel, OTHER, "hub:" + parcel.id(), WAKE), 0))
                .isEmpty();
        assertThat(isAHub()).isFalse();
    }

    @Test
    void the_relays_own_message_sent_back_is_not_believed() {
        Parcel parcel = post.parcel(post.due().get(0));
        WebhookSignature own = WebhookSignature.sign(KEY, parcel.id(), 0, parcel.body());

        assertThat(post.answered(parcel, new Reply(200, own, parcel.body()), 0)).isEmpty();
        assertThat(isAHub()).isFalse();
    }

    @Test
    void a_right_answer_to_an_earlier_message_is_not_believed() {
        Parcel first = post.parcel(post.due().get(0));
        Reply captured = signed(first, KEY, "hub:" + first.id(), WAKE);
        post.answered(first, captured, 0);
        relay.seconds(31);
        Parcel second = post.parcel(post.due().get(0));

        assertThat(post.answered(second, captured, 0)).isEmpty();
        assertThat(isAHub()).isFalse();
    }

    @Test
    void a_right_signature_under_another_body_is_not_believed() {
        Parcel parcel = post.parcel(post.due().get(0));
        Reply right = signed(parcel, KEY, "hub:" + parcel.id(), NOTHING);
        byte[] body = RelayWordsText.of(WAKE).getBytes(StandardCharsets.UTF_8);

        assertThat(post.answered(parcel, new Reply(200, right.signature(), body), 0))
                .isEmpty();
        assertThat(isAHub()).isFalse();
    }

    @Test
    void forged_words_that_all_is_down_keep_the_relay_from_nothing() {
        relay.power(PowerState.CRITICAL).look("apc");
        RelayWords lie = new RelayWords(
                List.of(),
                List.of(new Known(
                        9,
                        new Name("apc"),
                        "default",
                        List.of(new NodeOutcome("a2", Outcome.DOWN), new NodeOutcome("a3", Outcome.DOWN)))));
        for (int second = 0; second < 90; second++) {
            for (Errand errand : post.due()) {
                Parcel parcel = post.parcel(errand);
                post.answered(parcel, signed(parcel, OTHER, "hub:" + parcel.id(), lie), 0);
            }
            // and 204 to every beat
            relay.contact.answered("hub", 204);
            relay.contact.answered("second", 204);
            relay.hubAnswers = false;
            relay.seconds(1);
        }

        assertThat(relay.ordered()).containsExactly("a2", "a3", "a1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 413})
    void a_refusal_counts_as_an_answer_of_a_hub(int status) {
        answersTo(status, 200);

        assertThat(relay.orders).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void what_a_proxy_says_for_a_hub_that_is_gone_is_no_answer_of_a_hub(int status) {
        answersTo(status, 70);

        assertThat(relay.ordered()).startsWith("a2", "a3");
    }

    /** Whatever is asked or told in an outage is answered with that status. */
    private void answersTo(int status, int seconds) {
        HubContactBinding told = new HubContactBinding(relay.contact);
        relay.hubAnswers = false;
        relay.power(PowerState.CRITICAL);
        for (int second = 0; second < seconds; second++) {
            for (Errand errand : post.due()) {
                post.answered(post.parcel(errand), new Reply(status, null, new byte[0]), 0);
            }
            told.heard(LoneRelay.HUB, status);
            relay.seconds(1);
        }
    }

    @Test
    void a_conflict_is_followed_under_the_next_boot() {
        long later = System.currentTimeMillis() + 60_000;
        Errand errand = post.due().get(0);

        post.answered(post.parcel(errand), new Reply(409, null, new byte[0]), later);

        assertThat(post.parcel(errand).id()).isEqualTo("pi." + (later + 1) + ".1");
    }

    @Test
    void without_anything_to_ask_nobody_is_asked() {
        assertThat(post().due()).isEmpty();
    }

    private boolean isAHub() {
        relay.hubAnswers = false;
        relay.power(PowerState.CRITICAL);
        for (int second = 0; second < 70; second++) {
            relay.contact.answered("hub", 204);
            relay.seconds(1);
        }
        return relay.orders.isEmpty();
    }

    private int answerAll(RelayWords words) {
        List<Errand> due = post.due();
        due.forEach(errand -> answer(post.parcel(errand), words));
        return due.size();
    }

    private List<String> answer(Parcel parcel, RelayWords words) {
        return post.answered(parcel, signed(parcel, KEY, "hub:" + parcel.id(), words), 0);
    }

    private static Reply signed(Parcel parcel, SenderKey key, String id, RelayWords words) {
        byte[] body = RelayWordsText.of(words).getBytes(StandardCharsets.UTF_8);
        return new Reply(200, WebhookSignature.sign(key, id, 1_767_225_600, body), body);
    }
}

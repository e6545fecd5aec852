package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallFacts.Rehearsal;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.CallUpdate.Status;
import dev.alarum.call.Contact;
import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.call.QuietHours;
import dev.alarum.drill.DrillReport;
import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.status.News;
import dev.alarum.status.StatusView.DrillStepView;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.status.StatusView.IncidentView;
import dev.alarum.status.StatusView.ProblemView;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A drill rings for real, tells which part of the way does not work, and gives way to what is real. */
class DrillDeskTest {
    private static final String ADA = "+14155550101";
    private static final String BOB = "+14155550102";

    private World world = house(true, two(null, null));

    private static List<Contact> two(@Nullable String quietOfAda, @Nullable String quietOfBob) {
        return List.of(contact(1, "Ada", ADA, quietOfAda), contact(2, "Bob", BOB, quietOfBob));
    }

    private static Contact contact(int order, String name, String phone, @Nullable String quiet) {
        return new Contact(order, name, phone, "en", quiet == null ? null : QuietHours.parse(quiet), null);
    }

    private static World house(boolean keys, List<Contact> contacts, ClusterSettings... clusters) {
        return house(keys, contacts, 30, clusters);
    }

    private static World house(boolean keys, List<Contact> contacts, int perHour, ClusterSettings... clusters) {
        CoreSettings base = World.settings(1);
        World world = new World(new CoreSettings(
                base.nodes(),
                base.heartbeat(),
                base.incident(),
                base.notice(),
                new CallSettings(contacts, 2, Duration.ofSeconds(25), Duration.ofSeconds(15), perHour, keys)
                        .in(ZoneId.of("UTC")),
                List.of(),
                List.of(clusters)));
        List.of("a", "b", "c").forEach(world::node);
        world.seconds(30);
        world.phone = DrillDeskTest::taken;
        return world;
    }

    private static ClusterSettings cluster() {
        return new ClusterSettings(
                "default",
                List.of(URI.create("https://a:8006")),
                "alarum@pve!shutdown",
                "01234567-89ab-cdef-0123-456789abcdef",
                List.of(),
                List.of(new Name("b"), new Name("a")),
                true,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }

    private static CallUpdate taken(CallOrder order) {
        return new CallUpdate(order.incident(), order.attempt(), Status.IN_PROGRESS, "CA1", "human", 0, null);
    }

    private static CallUpdate ends(CallOrder order, Status status) {
        return new CallUpdate(order.incident(), order.attempt(), status, "CA1", null, 0, null);
    }

    private CallOrder rung() {
        return world.calls.get(world.calls.size() - 1);
    }

    private DrillView drill() {
        DrillView drill = world.status().drill();
        assertThat(drill).isNotNull();
        return drill;
    }

    private Map<String, String> marks() {
        return drill().steps().stream().collect(Collectors.toMap(DrillStepView::part, DrillStepView::mark));
    }

    private String detail(String part) {
        return drill().steps().stream()
                .filter(step -> step.part().equals(part))
                .map(DrillStepView::detail)
                .findFirst()
                .orElseThrow();
    }

    private List<String> news() {
        return world.news.stream().map(News::code).toList();
    }

    private List<String> problems() {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    private CallOrder ringsForADrill() {
        assertThat(world.drill()).isEmpty();
        world.seconds(25);
        return rung();
    }

    @Test
    void it_walks_the_whole_way_and_is_passed_by_a_key() {
        CallOrder order = ringsForADrill();

        assertThat(order.facts().get(0).cause()).isEqualTo(Cause.DRILL);
        assertThat(drill().state()).isEqualTo("running");
        assertThat(world.press(order, Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.DRILL_OVER);

        assertThat(drill().state()).isEqualTo("passed");
        assertThat(marks())
                .isEqualTo(Map.of(
                        "intake", "good",
                        "detector", "good",
                        "plan", "absent",
                        "provider", "good",
                        "callback", "good",
                        "key", "good"));
        assertThat(detail("key")).isEqualTo("Ada pressed 4");
        assertThat(news()).containsExactly("drill", "drill");
        world.update(ends(order, Status.COMPLETED));
        world.minutes(70);
        assertThat(world.calls).hasSize(1);
        assertThat(problems()).isEmpty();
        assertThat(world.status().nodes()).extracting(node -> node.state()).containsOnly("UP");
    }

    @Test
    void nobody_is_rung_before_the_detector_has_noticed_the_silence() {
        world.drill();

        world.seconds(19);
        assertThat(world.calls).isEmpty();

        world.seconds(6);
        assertThat(world.calls).hasSize(1);
        assertThat(detail("detector")).startsWith("noticed after 20.");
    }

    @Test
    void a_detector_that_notices_nothing_fails_the_drill_but_the_phone_rings_all_the_same() {
        world.checking = false;
        world.forcing = false;
        world.drill();

        world.seconds(35);
        world.press(rung(), Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("detector", "bad").containsEntry("key", "good");
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(rung().facts().get(0).rehearsal()).isEqualTo(new Rehearsal(List.of(), true));
        assertThat(problems()).contains("drill-missed");
    }

    @Test
    void a_door_that_takes_no_beat_fails_the_drill_and_says_why() {
        world.door = "POST http://127.0.0.1:8080/v1/beats was answered 401";
        world.drill();

        world.seconds(8);
        world.press(rung(), Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("intake", "bad").containsEntry("detector", "absent");
        assertThat(detail("intake")).contains("answered 401");
        assertThat(drill().state()).isEqualTo("missed");
    }

    @Test
    void a_door_that_answers_nothing_is_not_waited_for_for_ever() {
        world.door = null;
        world.drill();

        world.seconds(16);

        assertThat(marks()).containsEntry("intake", "bad");
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void a_plan_that_would_not_work_fails_the_drill_and_says_why() {
        world = house(true, two(null, null), cluster());
        world.rehearsal = List.of("alarum.proxmox.token-id: lacks the right Sys.PowerMgmt on /nodes/a");
        CallOrder order = ringsForADrill();

        world.press(order, Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("plan", "bad").containsEntry("key", "good");
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(world.orders).isEmpty();
    }

    @Test
    void a_plan_that_would_work_is_good_and_nothing_is_ordered() {
        world = house(true, two(null, null), cluster());
        CallOrder order = ringsForADrill();

        world.press(order, Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("plan", "good");
        assertThat(drill().state()).isEqualTo("passed");
        assertThat(world.orders).isEmpty();
    }

    @Test
    void a_cluster_that_answers_nothing_is_not_waited_for_for_ever() {
        world = house(true, two(null, null), cluster());
        world.rehearsal = null;
        world.drill();

        world.seconds(115);
        assertThat(world.calls).isEmpty();

        world.seconds(10);
        assertThat(marks()).containsEntry("plan", "bad");
        assertThat(world.calls).hasSize(1);
    }

    @Test
    void who_answers_nothing_is_rung_one_round_and_the_drill_is_missed() {
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();

        world.minutes(20);

        assertThat(world.calls.stream().map(order -> order.contact().phone())).containsExactly(ADA, ADA, BOB, BOB);
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(marks())
                .containsEntry("provider", "good")
                .containsEntry("callback", "bad")
                .containsEntry("key", "bad");
        assertThat(news()).containsExactly("drill", "drill-missed");
        assertThat(problems()).containsExactly("drill-missed");
    }

    @Test
    void the_next_passed_drill_ends_the_problem() {
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();
        world.minutes(20);
        world.phone = DrillDeskTest::taken;

        world.press(ringsForADrill(), Key.CLOSE);

        assertThat(drill().number()).isEqualTo(2);
        assertThat(drill().state()).isEqualTo("passed");
        assertThat(problems()).isEmpty();
    }

    @Test
    void a_provider_that_takes_no_call_fails_the_drill_and_says_why() {
        world.phone = order -> new CallUpdate(
                order.incident(), order.attempt(), Status.NOT_PLACED, null, null, 0, "unreachable: no route");
        world.drill();

        world.minutes(20);

        assertThat(drill().state()).isEqualTo("missed");
        assertThat(marks())
                .containsEntry("provider", "bad")
                .containsEntry("callback", "absent")
                .containsEntry("key", "bad");
        assertThat(detail("provider")).contains("unreachable: no route");
        assertThat(world.status().hub().health()).isEqualTo("UP");
    }

    @Test
    void what_the_provider_told_proves_the_public_url_though_nobody_pressed_a_key() {
        CallOrder order = ringsForADrill();
        world.calledBack(order);
        world.phone = one -> ends(one, Status.NO_ANSWER);
        world.update(ends(order, Status.COMPLETED));

        world.minutes(20);

        assertThat(marks()).containsEntry("callback", "good").containsEntry("key", "bad");
        assertThat(drill().state()).isEqualTo("missed");
    }

    @Test
    void where_no_key_can_be_pressed_listening_to_the_end_is_enough() {
        world = house(false, two(null, null));
        world.phone = World::heard;
        world.drill();

        world.seconds(30);

        assertThat(marks()).containsEntry("callback", "absent").containsEntry("key", "good");
        assertThat(detail("key")).contains("Ada listened for");
        assertThat(drill().state()).isEqualTo("passed");
    }

    @Test
    void a_drill_that_was_settled_without_a_call_is_not_passed() {
        ringsForADrill();

        world.settle(world.status().incidents().get(0).id(), false);
        world.seconds(1);

        assertThat(drill().state()).isEqualTo("missed");
        assertThat(detail("key")).isEqualTo("settled without a call being answered");
    }

    @Test
    void key_5_rings_the_next_contact() {
        CallOrder order = ringsForADrill();
        world.press(order, Key.NEXT);
        world.update(ends(order, Status.COMPLETED));
        world.seconds(1);

        assertThat(rung().contact().phone()).isEqualTo(BOB);
        world.press(rung(), Key.ACKNOWLEDGE);

        assertThat(drill().state()).isEqualTo("passed");
        assertThat(detail("key")).isEqualTo("Bob pressed 4");
    }

    @Test
    void a_failure_in_the_midst_of_it_is_rung_for_and_the_drill_given_up() {
        world.node("a").alive = false;
        world.seconds(5);
        CallOrder drilled = ringsForADrillUnlessOvertaken();

        assertThat(drill().state()).isEqualTo("given-up");
        assertThat(world.calls).extracting(one -> one.facts().get(0).cause()).containsExactly(Cause.NODE);
        assertThat(drilled.facts()).hasSize(1);
    }

    private CallOrder ringsForADrillUnlessOvertaken() {
        assertThat(world.drill()).isEmpty();
        world.seconds(60);
        return rung();
    }

    @Test
    void a_failure_while_somebody_listens_to_a_drill_is_rung_for_at_once_and_alone() {
        CallOrder drilled = ringsForADrill();
        world.node("a").alive = false;
        world.seconds(30);

        assertThat(drill().state()).isEqualTo("given-up");
        assertThat(world.calls).as("Ada has not hung up yet").hasSize(2);
        assertThat(world.press(drilled, Key.ACKNOWLEDGE)).isEqualTo(KeyAnswer.NEXT_CALL);
        world.update(ends(drilled, Status.COMPLETED));
        world.seconds(1);

        assertThat(rung().facts()).extracting(one -> one.cause()).containsExactly(Cause.NODE);
        IncidentView real = world.status().incidents().stream()
                .filter(one -> one.cause().equals("node"))
                .findFirst()
                .orElseThrow();
        assertThat(real.state()).isEqualTo("CALLING");
    }

    @Test
    void none_begins_while_another_goes_on_or_an_incident_needs_the_phone() {
        world.drill();
        assertThat(world.drill()).isEqualTo("drill 1 goes on");

        world = house(true, two(null, null));
        world.node("a").alive = false;
        world.seconds(30);
        assertThat(world.drill()).contains("needs the phone");
        assertThat(world.drillBySchedule().news).extracting(News::code).doesNotContain("drill-missed");
    }

    @Test
    void nobody_is_woken_by_a_drill() {
        // it is a minute to midnight
        world = house(true, two("22:00-07:00", "23:00-06:00"));

        assertThat(world.drill()).contains("it is night for all contacts");
        world.drillBySchedule().minutes(5);

        assertThat(world.calls).isEmpty();
        assertThat(news()).containsExactly("drill-missed");

        world = house(true, two("22:00-07:00", null));
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();
        world.minutes(20);
        assertThat(world.calls.stream().map(order -> order.contact().phone())).containsExactly(BOB, BOB);
        assertThat(drill().state()).isEqualTo("missed");
    }

    @Test
    void a_round_does_not_go_on_into_the_night() {
        // it is a minute to midnight when it begins
        world = house(true, two("00:00-07:00", "00:00-07:00"));
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();

        world.minutes(20);

        assertThat(world.calls.size()).isBetween(1, 3);
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(detail("key")).contains("it is night for all contacts");
    }

    @Test
    void a_drill_leaves_a_whole_round_of_calls_to_what_is_real() {
        world = house(true, two(null, null), 6);
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();

        world.minutes(20);

        assertThat(world.calls).as("a round is four").hasSize(2);
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(detail("key")).contains("alarum.call.max-per-hour");
        assertThat(world.drill()).contains("alarum.call.max-per-hour");
        assertThat(news()).doesNotContain("call-cap");

        world.node("a").alive = false;
        world.minutes(5);
        assertThat(world.calls.stream()
                        .filter(order -> order.facts().get(0).cause() == Cause.NODE)
                        .map(order -> order.contact().phone()))
                .containsExactly(ADA, ADA, BOB, BOB);
    }

    @Test
    void a_sleeper_is_not_woken_because_the_number_of_the_other_cannot_be_rung() {
        world = house(true, two(null, "22:00-07:00"));
        world.phone = order -> ends(order, Status.BAD_NUMBER);
        world.drill();

        world.minutes(20);

        assertThat(world.calls.stream().map(order -> order.contact().phone())).containsOnly(ADA);
        assertThat(drill().state()).isEqualTo("missed");
    }

    @Test
    void a_timetable_says_nothing_while_a_drill_goes_on() {
        world.drill();

        world.drillBySchedule().seconds(2);

        assertThat(news()).containsExactly("drill");
    }

    @Test
    void a_drill_that_was_not_held_stays_a_problem_until_one_is_passed() {
        world = house(true, two("22:00-07:00", "23:00-06:00"));
        world.drillBySchedule().minutes(1);

        assertThat(problems()).containsExactly("drill-missed");
        assertThat(detail("key")).startsWith("not held: it is night");
        world.restart(Duration.ofSeconds(2));
        assertThat(problems()).containsExactly("drill-missed");
    }

    @Test
    void a_missed_drill_stays_a_problem_while_the_next_goes_on_and_when_that_is_given_up() {
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();
        world.minutes(20);
        world.phone = DrillDeskTest::taken;
        world.drill();
        assertThat(problems()).containsExactly("drill-missed");

        world.node("a").alive = false;
        world.seconds(30);
        world.press(rung(), Key.ACKNOWLEDGE);
        assertThat(drill().state()).isEqualTo("given-up");
        assertThat(problems()).contains("drill-missed");
        world.restart(Duration.ofSeconds(2));
        assertThat(problems()).contains("drill-missed");
    }

    @Test
    void what_begins_and_what_ends_its_trouble_have_the_same_subject() {
        world.phone = order -> ends(order, Status.NO_ANSWER);
        world.drill();
        world.minutes(20);
        world.phone = DrillDeskTest::taken;
        world.press(ringsForADrill(), Key.ACKNOWLEDGE);

        assertThat(world.news).extracting(News::subject).containsOnly("drill");
        assertThat(news()).containsExactly("drill", "drill-missed", "drill", "drill-passed");
    }

    @Test
    void a_key_that_comes_before_the_answer_to_the_order_proves_the_provider_too() {
        world.phone = order -> new CallUpdate(order.incident(), order.attempt(), Status.INTENT, null, null, 0, null);

        world.press(ringsForADrill(), Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("provider", "good");
        assertThat(drill().state()).isEqualTo("passed");
    }

    @Test
    void a_silence_that_is_noticed_late_is_no_detector_that_works() {
        world.drill();
        world.checking = false;
        world.ticking = false;
        world.seconds(30);
        world.checking = true;
        world.seconds(1);
        world.ticking = true;
        world.seconds(8);
        world.press(rung(), Key.ACKNOWLEDGE);

        assertThat(marks()).containsEntry("detector", "bad");
        assertThat(drill().state()).isEqualTo("missed");
    }

    @Test
    void an_answer_that_belongs_to_an_earlier_drill_changes_nothing() {
        world.press(ringsForADrill(), Key.ACKNOWLEDGE);
        world.drill();

        world.lateReport(new DrillReport.Knocked(1, "late"));

        assertThat(marks()).containsEntry("intake", "good");
    }

    @Test
    void a_beat_that_was_counted_but_not_answered_well_is_no_door_that_works() {
        world.drill();

        world.lateReport(new DrillReport.Knocked(1, "answered 500"));

        assertThat(marks()).containsEntry("intake", "bad");
    }

    @Test
    void a_plan_that_is_not_armed_is_said_to_be() {
        ClusterSettings armed = cluster();
        world = house(
                true,
                two(null, null),
                new ClusterSettings(
                        "lab",
                        armed.urls(),
                        armed.tokenId(),
                        armed.tokenSecret(),
                        List.of(),
                        armed.nodes(),
                        false,
                        PlainRules.NODES_ONLY,
                        ReturnRules.DEFAULT));

        world.press(ringsForADrill(), Key.ACKNOWLEDGE);

        assertThat(detail("plan")).isEqualTo("every node could be shut down; not armed: lab");
    }

    @Test
    void without_contacts_there_is_nobody_to_ring() {
        world = house(true, List.of());

        assertThat(world.drill()).contains("alarum.contact.1.phone");
    }

    @Test
    void it_tells_who_is_accepted_to_be_off() {
        world.notice("b", Notice.Kind.SHUTDOWN, null);
        world.node("b").alive = false;
        world.minutes(2);

        CallOrder order = ringsForADrill();

        assertThat(order.facts().get(0).rehearsal()).isEqualTo(new Rehearsal(List.of("b"), false));
    }

    @Test
    void a_hub_that_is_started_anew_in_the_midst_of_it_says_so_and_rings_no_more() {
        ringsForADrill();

        world.restart(Duration.ofSeconds(2));
        world.minutes(10);

        assertThat(world.calls).hasSize(1);
        assertThat(drill().number()).isEqualTo(1);
        assertThat(drill().state()).isEqualTo("missed");
        assertThat(detail("key")).isEqualTo("the hub was started anew meanwhile");
        assertThat(news()).contains("drill-missed");
    }

    @Test
    void the_last_drill_is_known_after_a_restart() {
        world.press(ringsForADrill(), Key.ACKNOWLEDGE);

        world.restart(Duration.ofSeconds(2));
        world.minutes(1);

        assertThat(drill().state()).isEqualTo("passed");
        assertThat(drill().incident()).isNotNull();
        assertThat(world.drill()).isEmpty();
        assertThat(drill().number()).isEqualTo(2);
    }
}

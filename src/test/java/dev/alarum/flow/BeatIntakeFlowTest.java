package dev.alarum.flow;

import static dev.alarum.flow.IntakeHouse.ATTIC;
import static dev.alarum.flow.IntakeHouse.BOOT;
import static dev.alarum.flow.IntakeHouse.PVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.BeatLine;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeatIntakeFlowTest {
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
    void a_signed_beat_reaches_the_watch_and_is_answered_204_without_a_body() throws Exception {
        HttpResponse<String> answer = house.beat(line(1));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("transfer-encoding")).isEmpty();
        assertThat(house.beats).containsExactly(new Beat(Sender.node(PVE), Beat.DIRECT, new Stamp(BOOT, 1)));
    }

    @Test
    void each_beat_of_a_body_brings_along_when_it_came_to_the_door() throws Exception {
        long sent = System.nanoTime();
        house.beat(line(1) + line(2));

        assertThat(house.arrived).hasSize(2).allSatisfy(at -> assertThat(at).isBetween(sent, System.nanoTime()));
    }

    @Test
    void a_replayed_beat_is_answered_204_and_changes_nothing() throws Exception {
        house.beat(line(7));

        assertThat(house.beat(line(7)).statusCode()).isEqualTo(204);
        assertThat(house.beat(line(6)).statusCode()).isEqualTo(204);
        assertThat(house.beats).hasSize(1);
    }

    @Test
    void a_beat_far_behind_is_told_the_boot_to_follow() throws Exception {
        house.beat(line(100));

        HttpResponse<String> behind = house.beat(line(39));
        HttpResponse<String> earlierBoot =
                house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT - 1, 1000), house.nodeKey()) + "\n");

        assertThat(behind.statusCode()).isEqualTo(409);
        assertThat(behind.body()).isEqualTo("{\"boot\":" + BOOT + "}");
        assertThat(earlierBoot.statusCode()).isEqualTo(409);
        assertThat(house.beats).hasSize(1);
    }

    @Test
    void unsigned_and_wrongly_signed_beats_are_refused() throws Exception {
        SenderKey other = house.keyOf(Sender.node(new Name("pve-02")));

        assertThat(house.beat("pve-01 " + BOOT + " 1\n").statusCode()).isEqualTo(400);
        assertThat(house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT, 1), other) + "\n")
                        .statusCode())
                .isEqualTo(401);
        assertThat(house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT, 1), house.keyOf(Sender.relay(PVE))) + "\n")
                        .statusCode())
                .isEqualTo(401);
        assertThat(house.beat("").statusCode()).isEqualTo(400);
        assertThat(house.beat("\n").statusCode()).isEqualTo(400);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_revoked_name_is_refused_though_its_mac_is_right() throws Exception {
        house.revoked.add(Sender.node(PVE));

        HttpResponse<String> answer = house.beat(line(1));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"line 1: pve-01 is revoked\"}");
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void a_batch_proves_the_relays_life_and_names_the_lines_it_refuses() throws Exception {
        String lines = line(1) + "garbage\n" + BeatLine.ofNode(new Name("b"), new Stamp(5, 5), house.nodeKey()) + "\n";

        HttpResponse<String> answer = house.beat(BeatLine.batch(ATTIC, new Stamp(BOOT, 9), house.relayKey(), lines));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"refused\":[{\"line\":3,\"status\":400,\"error\":\"")
                .contains("{\"line\":4,\"status\":401,\"error\":\"MAC was not made with the key of b\"}");
        assertThat(house.beats)
                .containsExactly(
                        new Beat(Sender.relay(ATTIC), "relay:attic", new Stamp(BOOT, 9)),
                        new Beat(Sender.node(PVE), "relay:attic", new Stamp(BOOT, 1)));
    }

    @Test
    void a_batch_whose_first_line_is_wrong_is_refused_as_a_whole() throws Exception {
        String batch = BeatLine.batch(ATTIC, new Stamp(BOOT, 9), house.relayKey(), line(1));

        HttpResponse<String> added = house.beat(batch + line(2));
        HttpResponse<String> removed = house.beat(batch.substring(0, batch.indexOf('\n') + 1));

        assertThat(added.statusCode()).isEqualTo(401);
        assertThat(removed.statusCode()).isEqualTo(401);
        assertThat(house.nothingChanged()).isTrue();
    }

    @Test
    void the_same_beat_by_the_other_path_marks_that_path_as_heard() throws Exception {
        house.beat(line(1));

        house.beat(BeatLine.batch(ATTIC, new Stamp(BOOT, 9), house.relayKey(), line(1)));

        assertThat(house.beats).extracting(Beat::path).containsExactly("direct", "relay:attic", "relay:attic");
    }

    @Test
    void a_thousand_lines_are_taken_and_one_more_is_refused() throws Exception {
        String thousand = lines(1000);

        assertThat(house.beat(thousand + line(1001)).statusCode()).isEqualTo(400);
        assertThat(house.nothingChanged()).isTrue();
        assertThat(house.beat(thousand).statusCode()).isEqualTo(204);
        assertThat(house.beats).hasSize(1000);
    }

    @Test
    void parameters_and_odd_headers_change_nothing() throws Exception {
        HttpResponse<String> answer = house.send(house.to("/v1/beats?node=pve-02&CamelHttpUri=http://192.0.2.1/&body=x")
                .header("Content-Type", "text/plain")
                .header("cAmElHtTpUrI", "http://192.0.2.1/")
                .header("CamelBeanMethodName", "toString")
                .header("CamelHttpResponseCode", "299")
                .header("node", "pve-02")
                .header("breadcrumbId", "x")
                .POST(BodyPublishers.ofString(line(1))));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().map()).doesNotContainKeys("node", "breadcrumbid", "camelbeanmethodname");
        assertThat(house.beats).extracting(Beat::sender).containsExactly(Sender.node(PVE));
    }

    @Test
    void four_boots_within_a_minute_are_reported_as_a_duplicate_identity() throws Exception {
        for (int boot = 1; boot <= 3; boot++) {
            house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT + boot, 1), house.nodeKey()) + "\n");
        }
        assertThat(house.duplicates).isEmpty();

        house.beat(BeatLine.ofNode(PVE, new Stamp(BOOT + 4, 1), house.nodeKey()) + "\n");

        assertThat(house.duplicates).containsExactly(Sender.node(PVE));
    }

    @Test
    void a_stopped_watch_is_said_with_503_at_once_and_a_later_beat_counts() throws Exception {
        house.flows().context().getRouteController().suspendRoute("watch-of-the-test");
        HttpResponse<String> unheard = house.beat(line(1) + line(2));
        house.flows().context().getRouteController().resumeRoute("watch-of-the-test");

        assertThat(unheard.statusCode()).isEqualTo(503);
        assertThat(unheard.body())
                .isEqualTo("{\"error\":\"not counted: an operator has stopped the watch of this hub\"}");
        assertThat(house.beat(line(3)).statusCode()).isEqualTo(204);
        assertThat(house.beats).extracting(beat -> beat.stamp().seq()).containsExactly(3L);
    }

    @Test
    void a_beat_that_cannot_be_counted_holds_up_no_other_and_is_said_with_500() throws Exception {
        house.failingSeq = 2;

        HttpResponse<String> answer = house.beat(line(1) + line(2) + line(3));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret-of-the-inside");
        assertThat(house.beats).extracting(beat -> beat.stamp().seq()).containsExactly(1L, 3L);
    }

    private static String line(int seq) {
        return BeatLine.ofNode(PVE, new Stamp(BOOT, seq), house.nodeKey()) + "\n";
    }

    private static String lines(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(BeatIntakeFlowTest::line)
                .collect(Collectors.joining());
    }
}

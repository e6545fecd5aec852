package dev.alarum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.CallOrder;
import dev.alarum.call.CallUpdate;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.status.News;
import dev.alarum.status.NewsCode.Urgency;
import dev.alarum.status.StatusView.ProblemView;
import dev.alarum.ups.PowerState;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told without ringing. */
class NewsTest {
    private final World world = new World(World.settings(1));

    private static CallUpdate refused(CallOrder order) {
        return new CallUpdate(
                order.incident(), order.attempt(), CallUpdate.Status.NOT_PLACED, null, null, 0, "refused: 20003");
    }

    private World withTwoNodesOfWhichOneFails() {
        world.node("pve1");
        world.node("pve2");
        world.relay("pi");
        world.seconds(30);
        world.node("pve2").alive = false;
        return world;
    }

    private News only(String code) {
        return world.news.stream()
                .filter(news -> news.code().equals(code))
                .reduce((one, more) -> {
                    throw new AssertionError("told twice: " + more);
                })
                .orElseThrow();
    }

    private List<String> problems() {
        return world.status().problems().stream().map(ProblemView::code).toList();
    }

    @Test
    void an_incident_is_told_when_the_phone_rings_when_somebody_is_reached_and_when_it_is_over() {
        withTwoNodesOfWhichOneFails().seconds(60);
        world.node("pve2").alive = true;
        world.seconds(5);

        assertThat(only("incident").text()).isEqualTo("Incident 1 at site home, cause node: pve2 failed");
        assertThat(only("acknowledged").text()).startsWith("Incident 1 is acknowledged: Ada: completed");
        assertThat(only("recovered").text()).isEqualTo("Incident 1 is over: all are back");
        assertThat(only("incident").incident().state()).isEqualTo("calling");
        assertThat(only("acknowledged").incident().state()).isEqualTo("acknowledged");
        assertThat(only("recovered").incident().state()).isEqualTo("recovered");
        assertThat(only("recovered").incident().opened())
                .isEqualTo(only("incident").incident().opened());
        assertThat(only("incident").incident().nodes()).containsExactly("pve2");
    }

    @Test
    void an_incident_that_is_over_before_the_call_is_not_told() {
        withTwoNodesOfWhichOneFails().seconds(21);
        world.node("pve2").alive = true;
        world.seconds(10);

        assertThat(world.calls).isEmpty();
        assertThat(world.told("incident")).isEmpty();
        assertThat(world.told("recovered")).isEmpty();
    }

    @Test
    void of_thousands_of_nodes_a_hundred_are_named_and_all_are_counted() {
        for (int i = 0; i < 3000; i++) {
            world.node("n" + i).alive = true;
        }
        world.relay("pi");
        world.seconds(25);
        for (int i = 0; i < 2000; i++) {
            world.node("n" + i).alive = false;
        }
        world.seconds(30);

        News.About about = only("incident").incident();
        assertThat(about.nodes()).hasSize(News.About.NAMED);
        assertThat(about.nodeCount()).isEqualTo(2000);
        assertThat(only("incident").text()).endsWith(" and 1995 more failed").hasSizeLessThan(120);
    }

    @Test
    void that_nobody_can_be_called_is_told_once_an_incident_and_urgently() {
        world.phone = NewsTest::refused;
        withTwoNodesOfWhichOneFails().minutes(10);

        assertThat(world.calls).hasSizeGreaterThan(5);
        assertThat(only("cannot-call").urgency()).isEqualTo(Urgency.URGENT);
        assertThat(only("cannot-call").text())
                .startsWith("Nobody can be called. Incident 1 at site home, cause node: pve2 failed (Ada: ")
                .contains("refused: 20003");
        assertThat(world.told("can-call")).isEmpty();

        world.phone = World::heard;
        world.minutes(2);

        assertThat(only("can-call").text()).isEqualTo("Calls about incident 1 are taken again");
    }

    @Test
    void one_call_that_is_not_taken_is_no_news() {
        world.phone = order -> order.attempt() == 1 ? refused(order) : World.heard(order);
        withTwoNodesOfWhichOneFails().minutes(2);

        assertThat(world.calls).hasSize(2);
        assertThat(world.told("cannot-call")).isEmpty();
        assertThat(world.told("can-call")).isEmpty();
    }

    @Test
    void a_node_that_is_back_a_relay_that_is_gone_and_a_bad_battery_are_told() {
        withTwoNodesOfWhichOneFails().minutes(14);
        world.node("pve2").alive = true;
        world.relay("pi").alive = false;
        world.reading("pi", PowerState.MAINS, Reading.Flag.BATTERY_BAD).minutes(1);

        assertThat(world.told("node-back")).containsExactly("pve2 is back after 13 minutes");
        assertThat(world.told("relay-gone")).containsExactly("Relay pi is not heard any more");
        assertThat(world.told("battery-bad")).containsExactly("The battery of UPS ups must be replaced");
    }

    @Test
    void a_site_with_fewer_relays_than_wanted_is_told_until_there_are_enough() {
        CoreSettings base = World.settings(1);
        World two = new World(new CoreSettings(
                new NodeSettings(Map.of(), Map.of(new Name("pi2"), NodeSettings.HOME), Map.of(), Set.of(), 2),
                base.heartbeat(),
                base.incident(),
                base.notice(),
                base.call(),
                base.ups(),
                base.clusters()));
        two.node("pve1");
        two.relay("pi");

        two.seconds(15);
        assertThat(two.told("few-relays"))
                .as("before all had the time to be heard")
                .isEmpty();

        two.minutes(5);
        assertThat(two.told("few-relays")).containsExactly("Site home has 1 of 2 wanted relays");
        assertThat(two.status().problems()).extracting(ProblemView::code).contains("few-relays");

        two.relay("pi2");
        two.minutes(5);
        assertThat(two.told("few-relays")).hasSize(1);
        assertThat(two.told("enough-relays")).containsExactly("Site home has 2 of 2 wanted relays");
        assertThat(two.status().problems()).extracting(ProblemView::code).doesNotContain("few-relays");
    }

    @Test
    void a_channel_that_delivers_nothing_is_a_problem_until_it_delivers() {
        world.channelFails("mail").channelFails("mail").pass(Duration.ofMinutes(1));

        assertThat(world.told("channel-failed")).containsExactly("Messages do not go out by mail: no answer");
        assertThat(problems()).contains("channel-failed");

        world.channelWorks("mail").channelWorks("mail").channelWorks("sms");

        assertThat(world.told("channel-works")).containsExactly("Messages go out by mail again");
        assertThat(problems()).doesNotContain("channel-failed");
    }

    @Test
    void a_cluster_that_could_not_be_shut_down_is_a_problem_until_it_could_and_rings_for_nobody() {
        world.looked().pass(Duration.ofDays(1));
        assertThat(world.news).isEmpty();

        world.looked("the right is gone").pass(Duration.ofMinutes(15));

        assertThat(world.told("proxmox-unfit"))
                .containsExactly("Proxmox cluster default could not be shut down as it is: the right is gone");
        assertThat(only("proxmox-unfit").urgency()).isEqualTo(Urgency.LOW);
        assertThat(only("proxmox-unfit").subject()).isEqualTo("proxmox default");
        assertThat(problems()).contains("proxmox-unfit");

        world.looked().looked().pass(Duration.ofMinutes(15));

        assertThat(world.told("proxmox-fit")).containsExactly("Proxmox cluster default could be shut down again");
        assertThat(only("proxmox-fit").urgency()).isEqualTo(Urgency.LOW);
        assertThat(problems()).doesNotContain("proxmox-unfit");
        assertThat(world.calls).isEmpty();
    }

    @Test
    void each_problem_of_a_cluster_is_told_once_however_often_it_comes_and_goes() {
        world.looked("a").looked("a", "b").looked("b").looked("a").looked("b", "a");

        assertThat(world.told("proxmox-unfit")).hasSize(2).last().asString().endsWith("as it is: a; b");
        assertThat(world.status().problems())
                .filteredOn(problem -> problem.code().equals("proxmox-unfit"))
                .singleElement()
                .extracting(ProblemView::text)
                .asString()
                .endsWith("as it is: b; a");

        world.looked().looked("a");

        assertThat(world.told("proxmox-unfit")).hasSize(3);
    }

    @Test
    void of_many_problems_of_a_cluster_three_are_told_and_the_rest_counted() {
        world.looked("a", "b", "c", "d", "e");

        assertThat(world.told("proxmox-unfit"))
                .containsExactly("Proxmox cluster default could not be shut down as it is: a; b; c; and 2 more, which"
                        + " bin/alarum check hub names");
    }

    @Test
    void a_cluster_that_an_outage_took_down_is_not_called_unfit() {
        world.relay("pi");
        world.reading("pi", PowerState.MAINS).seconds(30);
        for (int count = 0; count < 4; count++) {
            world.reading("pi", PowerState.ON_BATTERY).seconds(5);
        }
        assertThat(world.told("on-battery")).hasSize(1);

        world.looked("no host answers");
        world.reading("pi", PowerState.MAINS).seconds(5);
        assertThat(world.told("mains-back")).hasSize(1);
        world.looked("no host answers");

        assertThat(world.told("proxmox-unfit")).as("while they start").isEmpty();
        assertThat(problems()).doesNotContain("proxmox-unfit");

        world.pass(Duration.ofMinutes(20)).looked("no host answers");

        assertThat(world.told("proxmox-unfit")).hasSize(1);
    }
}

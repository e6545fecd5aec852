package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.alarum.core.Effect;
import dev.alarum.drill.DrillReport;
import dev.alarum.flow.Flows;
import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.StampLedger;
import dev.alarum.node.KeyRing;
import dev.alarum.node.Moments;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import dev.alarum.settings.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real flow of a drill at the real door, with the real intake behind it. */
class DrillBindingTest {
    private final List<DrillReport> reports = new CopyOnWriteArrayList<>();
    private final List<Beat> beats = new CopyOnWriteArrayList<>();

    /** What the flow calls {@code hub}. */
    public final class Hub {
        public void drilled(DrillReport report) {
            reports.add(report);
        }
    }

    private static SenderKey key(char letter) {
        return SenderKey.parse(String.valueOf(letter).repeat(42) + "A");
    }

    /** Walks once at a hub whose intake knows that key. */
    private void walk(ServerSettings server, KeyRing known) throws Exception {
        walk(server, known, new StampLedger(Moments.system(), sender -> {}));
    }

    private void walk(ServerSettings server, KeyRing known, StampLedger ledger) throws Exception {
        KeyRing own = sender -> Optional.of(key('a'));
        Flows flows = Flows.of("routes", "beat-intake", "drill-walk")
                .bean("hub", new Hub())
                .bean("drillWalk", new DrillBinding(server, own, List.of(), Moments.system()));
        IntakeBinding.beans(known, ledger, Moments.system()).forEach(flows::bean);
        HttpDoor.beans(server).forEach(flows::bean);
        try (flows) {
            flows.start();
            flows.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:heartbeat-watch")
                            .process(message -> beats.add(message.getMessage().getMandatoryBody(Beat.class)));
                }
            });
            flows.template().sendBody("seda:drill-walk", new Effect.Drill(4));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(reports).hasSize(2));
        }
    }

    @Test
    void a_beat_of_the_hub_comes_in_by_its_own_door_and_no_plan_is_asked_where_there_is_none() throws Exception {
        walk(new ServerSettings("127.0.0.1", 0, null, null), sender -> Optional.of(key('a')));

        assertThat(reports).containsExactly(new DrillReport.Knocked(4, ""), new DrillReport.Rehearsed(4, List.of()));
        assertThat(beats).extracting(Beat::sender).containsExactly(Sender.DRILL);
    }

    @Test
    void it_does_so_over_tls_whatever_name_the_certificate_bears(@TempDir Path folder) throws Exception {
        SelfSigned own = SelfSigned.in(folder, "DNS:hub.example.org");
        ServerSettings server = new ServerSettings("127.0.0.1", 0, own.certificate(), own.key());

        walk(server, sender -> Optional.of(key('a')));

        assertThat(reports).first().isEqualTo(new DrillReport.Knocked(4, ""));
        assertThat(beats).hasSize(1);
    }

    @Test
    void after_a_drill_with_the_clock_ahead_it_goes_on_with_the_newer_stamp() throws Exception {
        StampLedger ledger = new StampLedger(Moments.system(), sender -> {});
        long ahead = System.currentTimeMillis() + Duration.ofHours(3).toMillis();
        ledger.hear(Sender.DRILL, Beat.DIRECT, new Stamp(ahead, 1));

        walk(new ServerSettings("127.0.0.1", 0, null, null), sender -> Optional.of(key('a')), ledger);

        assertThat(reports).first().isEqualTo(new DrillReport.Knocked(4, ""));
        assertThat(beats).extracting(Beat::stamp).containsExactly(new Stamp(ahead + 1, 1));
    }

    @Test
    void what_the_intake_does_not_take_is_told_in_its_words() throws Exception {
        walk(new ServerSettings("127.0.0.1", 0, null, null), sender -> Optional.of(key('b')));

        assertThat(reports)
                .first()
                .isInstanceOfSatisfying(
                        DrillReport.Knocked.class,
                        knocked -> assertThat(knocked.problem())
                                .contains("/v1/beats was answered 401", "MAC was not made with the key of hub:drill"));
        assertThat(beats).isEmpty();
    }

    @Test
    void a_door_that_nobody_opens_is_told(@TempDir Path folder) throws Exception {
        SelfSigned own = SelfSigned.in(folder, "DNS:hub.example.org");
        ServerSettings plain = new ServerSettings("127.0.0.1", 0, null, null);
        ServerSettings expected = new ServerSettings("127.0.0.1", 0, own.certificate(), own.key());
        Flows flows = Flows.of("routes", "beat-intake").bean("hub", new Hub());
        IntakeBinding.beans(
                        sender -> Optional.of(key('a')),
                        new StampLedger(Moments.system(), sender -> {}),
                        Moments.system())
                .forEach(flows::bean);
        HttpDoor.beans(plain).forEach(flows::bean);
        try (flows) {
            flows.start();
            DrillBinding speaksTls =
                    new DrillBinding(expected, sender -> Optional.of(key('a')), List.of(), Moments.system());

            DrillReport report = speaksTls.knock(new Effect.Drill(4), flows.context());

            assertThat(report)
                    .isInstanceOfSatisfying(
                            DrillReport.Knocked.class,
                            knocked -> assertThat(knocked.problem()).startsWith("POST https://127.0.0.1:"));
        }
    }
}

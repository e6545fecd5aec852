package dev.alarum.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.node.Demands;
import dev.alarum.node.Moment;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a relay may say of the steps of its plan. */
class RelayPlanTest {
    private static RelayPlan.Line line(StepKind kind, String kept) {
        return new RelayPlan.Line(kind, kind.isOfCluster() ? "" : "pve1", Outcome.ACCEPTED, null, kept, Set.of());
    }

    @ParameterizedTest
    @EnumSource
    void nothing_need_be_kept(StepKind kind) {
        assertThat(line(kind, null).kept()).isNull();
        assertThat(line(kind, "").kept()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GUESTS | 100",
                "NODE   | 100,999999999",
                "FORCE  | 101,102,103",
                "HA_OFF | arm-ha",
                "HA_OFF | no-policy",
                "HA_OFF | policy:migrate",
                "HA_OFF | policy:conditional,some-other=5,more=a/b:c",
                "HA_OFF | ha:some-other=5",
                "HA_OFF | ha:some-other=5,more=6"
            })
    void what_a_shutdown_keeps_is_taken_as_it_stands(StepKind kind, String kept) {
        assertThat(line(kind, kept).kept()).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "GUESTS|x",
                "GUESTS|100,",
                "GUESTS|,100",
                "GUESTS|100, 101",
                "GUESTS|-100",
                "GUESTS|1234567890",
                "GUESTS|arm-ha",
                "NODE|x",
                "FORCE|x",
                "HA_OFF|x",
                "HA_OFF|100",
                "HA_OFF|arm-ha ",
                "HA_OFF|policy:",
                "HA_OFF|policy:a b",
                "HA_OFF|policy:migrate,",
                "HA_OFF|policy:migrate,x",
                "HA_OFF|policy:migrate,shutdown_policy=freeze",
                "HA_OFF|policy:migräte",
                "HA_OFF|ha:",
                "HA_OFF|ha:x",
                "HA_OFF|ha:x=1,,y=2",
                "HA_OFF|ha:shutdown_policy=freeze",
                "HA_OFF|ha:x=1&delete=ha,y= ",
                "NOOUT|1",
                "NOOUT|100"
            })
    void what_no_shutdown_keeps_is_refused(StepKind kind, String kept) {
        assertThatThrownBy(() -> line(kind, kept))
                .isInstanceOf(Demands.NotMet.class)
                .hasMessageStartingWith("kept: ");
    }

    @Test
    void a_thousand_guests_are_enough() {
        assertThat(line(StepKind.NODE, guests(1_000)).kept()).hasSize(3_999);
        assertThatThrownBy(() -> line(StepKind.NODE, guests(1_001))).isInstanceOf(Demands.NotMet.class);
    }

    @Test
    void a_relay_does_not_tell_what_no_hub_would_take() {
        Step odd = new Step(1, StepKind.HA_OFF, "", Instant.EPOCH);
        odd.send("policy:très-spécial", new Moment(0, Instant.EPOCH));
        Step many = new Step(2, StepKind.NODE, "pve1", Instant.EPOCH);
        many.send(guests(1_001), new Moment(0, Instant.EPOCH));

        assertThat(List.of(RelayPlan.Line.of(odd), RelayPlan.Line.of(many)))
                .allSatisfy(line -> assertThat(line.kept()).isNull())
                .allSatisfy(line -> assertThat(line.outcome()).isEqualTo(Outcome.PENDING));
    }

    private static String guests(int count) {
        return String.join(",", Collections.nCopies(count, "100"));
    }
}

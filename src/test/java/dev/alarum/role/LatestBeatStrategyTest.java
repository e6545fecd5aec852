package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.alarum.heartbeat.Beat;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.Stamp;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class LatestBeatStrategyTest {
    private static final Sender PVE = Sender.node(new Name("pve"));

    private final LatestBeatStrategy strategy = new LatestBeatStrategy(HeartbeatSettings.DEFAULT);

    @Test
    void keeps_nothing_of_a_beat_but_its_sender() {
        Exchange beat = new DefaultExchange(new DefaultCamelContext());
        beat.getMessage().setBody(new Beat(PVE, Beat.DIRECT, new Stamp(1, 1)));
        beat.getMessage().setHeader("Authorization", "secret");

        Exchange kept = strategy.aggregate(null, beat);

        assertThat(kept).isNotSameAs(beat);
        assertThat(kept.getMessage().getBody()).isEqualTo(PVE);
        assertThat(kept.getMessage().getHeaders()).isEmpty();
        assertThat(strategy.aggregate(kept, beat)).isSameAs(kept);
    }

    @Test
    void an_error_is_a_failure_of_that_beat_alone() {
        Exchange broken = new DefaultExchange(new DefaultCamelContext());
        broken.setMessage(new DefaultMessage(broken) {
            @Override
            public Object getBody() {
                throw new StackOverflowError("says the test");
            }
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> strategy.aggregate(null, broken))
                .withRootCauseInstanceOf(StackOverflowError.class);
    }
}

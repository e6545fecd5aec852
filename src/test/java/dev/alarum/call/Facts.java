package dev.alarum.call;

import dev.alarum.call.CallFacts.Battery;
import dev.alarum.call.CallFacts.Rehearsal;
import dev.alarum.incident.Cause;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Shortage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of an incident put together bit by bit, for tests. */
final class Facts {
    private final Cause cause;
    private String site = "home";
    private List<String> failed = List.of();
    private List<String> up = List.of();
    private List<String> flapping = List.of();
    private List<NodeOutcome> shutdown = List.of();
    private @Nullable Shortage shortage;
    private int relaysUp;
    private int relays;
    private boolean orPower;
    private @Nullable Battery battery;
    private @Nullable Impairment impaired;
    private @Nullable Rehearsal rehearsal;

    Facts(Cause cause) {
        this.cause = cause;
    }

    Facts site(String name) {
        site = name;
        return this;
    }

    Facts failed(String... names) {
        failed = List.of(names);
        return this;
    }

    Facts up(String... names) {
        up = List.of(names);
        return this;
    }

    Facts flapping(String... names) {
        flapping = List.of(names);
        return this;
    }

    Facts shutdown(NodeOutcome... orders) {
        shutdown = List.of(orders);
        return this;
    }

    Facts relays(int areUp, int all) {
        relaysUp = areUp;
        relays = all;
        return this;
    }

    Facts orPower() {
        orPower = true;
        return this;
    }

    Facts battery(Battery reading) {
        battery = reading;
        return this;
    }

    Facts impaired(Impairment reason) {
        impaired = reason;
        return this;
    }

    Facts rehearsal(boolean troubled, String... off) {
        rehearsal = new Rehearsal(List.of(off), troubled);
        return this;
    }

    Facts shortage(Duration need, Duration battery) {
        shortage = new Shortage(need, battery);
        return this;
    }

    CallFacts get() {
        return new CallFacts(
                7,
                cause,
                site,
                failed,
                up,
                relaysUp,
                relays,
                orPower,
                battery,
                shutdown,
                !shutdown.isEmpty(),
                flapping,
                impaired,
                shortage,
                rehearsal);
    }
}

package dev.alarum.sim;

import dev.alarum.call.CallUpdate;
import dev.alarum.call.KeyPress;
import dev.alarum.heartbeat.Beat;
import dev.alarum.node.Moment;
import dev.alarum.notice.Notice;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.StepResult;
import dev.alarum.status.StatusView;
import dev.alarum.ups.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A hub that hands everything on to another one; whoever extends it changes something on the way. */
class HubOfHubs implements SimHub {
    private final SimHub hub;

    HubOfHubs(SimHub hub) {
        this.hub = hub;
    }

    @Override
    public List<Deed> start(Moment now) {
        return hub.start(now);
    }

    @Override
    public void stop(Duration unwritten, Moment now) {
        hub.stop(unwritten, now);
    }

    @Override
    public Taken beats(List<Beat> post, Moment now) {
        return hub.beats(post, now);
    }

    @Override
    public Taken notice(Notice notice, Moment now) {
        return hub.notice(notice, now);
    }

    @Override
    public Taken reading(Reading reading, Moment now) {
        return hub.reading(reading, now);
    }

    @Override
    public List<Deed> call(CallUpdate update, Moment now) {
        return hub.call(update, now);
    }

    @Override
    public List<Deed> key(KeyPress press, Moment now) {
        return hub.key(press, now);
    }

    @Override
    public List<Deed> drill(Moment now) {
        return hub.drill(now);
    }

    @Override
    public List<Deed> step(StepResult result, Moment now) {
        return hub.step(result, now);
    }

    @Override
    public List<Deed> seen(ClusterLook look, Moment now) {
        return hub.seen(look, now);
    }

    @Override
    public List<Deed> way(boolean works, Moment now) {
        return hub.way(works, now);
    }

    @Override
    public List<Deed> suspended(Set<String> flows, Moment now) {
        return hub.suspended(flows, now);
    }

    @Override
    public List<Deed> tick(Moment now) {
        return hub.tick(now);
    }

    @Override
    public List<Deed> check(Moment now) {
        return hub.check(now);
    }

    @Override
    public List<Deed> disk(boolean works, Moment now) {
        return hub.disk(works, now);
    }

    @Override
    public StatusView status(Moment now) {
        return hub.status(now);
    }

    @Override
    public void close() {
        hub.close();
    }
}

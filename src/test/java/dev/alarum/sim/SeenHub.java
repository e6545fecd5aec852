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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A hub that is looked at as people do: what its page showed each time is kept. */
final class SeenHub implements SimHub {
    private final SimHub hub;
    private final List<String> seen = new ArrayList<>();
    private final Set<String> decisions = new TreeSet<>();

    private Moment last = new VirtualTime().now();

    SeenHub(SimHub hub) {
        this.hub = hub;
    }

    /** Each state, incident, call, plan and problem of each look, a line each, in the order of the looks. */
    List<String> seen() {
        return seen;
    }

    /** Each decision that was ever shown, with its time and its reason. */
    Set<String> decisions() {
        return decisions;
    }

    /** What is among those lines more often than among the others. */
    static List<String> without(List<String> lines, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        return lines.stream()
                .filter(line -> left.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    @Override
    public StatusView status(Moment now) {
        StatusView view = hub.status(now);
        // what was decided in the same millisecond may have been decided in any order
        Stream.of(
                        Stream.of(view.hub()),
                        view.nodes().stream(),
                        view.relays().stream(),
                        view.ups().stream(),
                        view.incidents().stream(),
                        view.calls().stream(),
                        view.plans().stream(),
                        view.problems().stream())
                .flatMap(part -> part.map(line -> now.wall() + " " + line).sorted())
                .forEach(seen::add);
        view.decisions().forEach(decision -> decisions.add(decision.toString()));
        return view;
    }

    /** Stops it in order and starts it again, as it was last: so it reads what it has kept. */
    void restart() {
        stop(Duration.ZERO, last);
        start(last);
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
        last = now;
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
    public void close() {
        hub.close();
    }
}

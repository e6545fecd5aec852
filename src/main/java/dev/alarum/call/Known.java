package dev.alarum.call;

import dev.alarum.call.CallFacts.Battery;
import dev.alarum.call.CallFacts.Rehearsal;
import dev.alarum.incident.Cause;
import dev.alarum.plan.NodeOutcome;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.Shortage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values and flags of one incident, as {@link Template} takes them. */
final class Known {
    /** Of those that are still up, only so few are named: what is well needs no list. */
    private static final int UP_NAMED = 3;

    /** A reading that is not older is as good as now, and its age is not said. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** What is said of nodes; the rest is never a node's in a shutdown. */
    private static final Set<Outcome> SPOKEN =
            EnumSet.complementOf(EnumSet.of(Outcome.SKIPPED, Outcome.NOT_NEEDED, Outcome.BACK, Outcome.MISSING));

    private final SpokenNames names;
    private final int longest;
    private final Map<String, String> known = new HashMap<>();

    private Known(SpokenNames names, int longest) {
        this.names = names;
        this.longest = longest;
    }

    /**
     * What is known of the incident.
     *
     * @param longest so many names of a kind are said, the others are counted
     */
    static Map<String, String> of(CallFacts facts, SpokenNames names, int longest) {
        Known known = new Known(names, longest);
        known.put("site", names.other(facts.site()));
        known.flag("or-power", facts.internetOrPower());
        known.nodes("failed", facts.failed());
        known.flag("all-back", facts.cause() == Cause.NODE && facts.failed().isEmpty());
        known.nodes("flapping", facts.flapping());
        known.up(facts);
        known.relays(facts.relays(), facts.relaysUp());
        known.battery(facts.battery());
        for (Outcome outcome : SPOKEN) {
            known.nodes(word(outcome), nodes(facts.shutdown(), outcome));
        }
        known.shortage(facts.shortage());
        known.impaired(facts.impaired());
        known.rehearsal(facts.rehearsal());
        return known.known;
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            known.put(name, value);
        }
    }

    private void flag(String name, boolean holds) {
        if (holds) {
            known.put(name, "");
        }
    }

    private void nodes(String name, List<String> nodes) {
        listed(name, nodes.stream().limit(longest).map(names::node).toList(), nodes.size());
    }

    private void others(String name, List<String> all) {
        listed(name, all.stream().limit(longest).map(names::other).toList(), all.size());
    }

    private void listed(String name, List<String> spoken, int all) {
        List<String> said = spoken.stream().filter(one -> !one.isEmpty()).toList();
        if (said.isEmpty()) {
            return;
        }
        put(name, names.language().list(said, all));
        put(name + "-count", Integer.toString(all));
        flag((all == 1 ? "one-" : "many-") + name, true);
    }

    private void up(CallFacts facts) {
        int count = facts.up().size();
        if (count <= UP_NAMED) {
            nodes("up", facts.up());
            flag("few-up", known.remove("many-up") != null);
        } else {
            put("up-count", Integer.toString(count));
            flag("many-up", true);
        }
        // a whole site that is silent is said to be so already
        flag("no-up", count == 0 && facts.cause() == Cause.NODE);
    }

    private void relays(int all, int up) {
        put("relays", Integer.toString(all));
        put("relays-up", Integer.toString(up));
        flag("only-relay-up", all == 1 && up == 1);
        flag("only-relay-down", all == 1 && up == 0);
        flag("no-relay-up", all > 1 && up == 0);
        flag("one-relay-up", all > 1 && up == 1);
        flag("all-relays-up", all > 1 && up == all);
        flag("some-relays-up", up > 1 && up < all);
    }

    private void battery(@Nullable Battery battery) {
        if (battery == null) {
            return;
        }
        boolean any = percent("charge", battery.chargePercent());
        any |= percent("load", battery.loadPercent());
        Duration runtime = battery.runtime();
        if (runtime != null) {
            boolean isShort = runtime.toMinutes() < 1;
            flag("runtime-short", isShort);
            put("runtime", isShort ? "" : names.language().duration(runtime));
            any = true;
        }
        if (any && battery.age().compareTo(FRESH) >= 0) {
            put("age", names.language().duration(battery.age()));
        }
    }

    private void shortage(@Nullable Shortage shortage) {
        if (shortage == null) {
            return;
        }
        boolean isEmpty = shortage.battery().toMinutes() < 1;
        put("need", names.language().duration(shortage.need()));
        put("lasts", isEmpty ? "" : names.language().duration(shortage.battery()));
        flag("no-time", isEmpty);
    }

    private boolean percent(String name, @Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return false;
        }
        put(name, Long.toString(Math.round(value)));
        return true;
    }

    private void impaired(@Nullable Impairment impairment) {
        if (impairment == null) {
            return;
        }
        others("flow", impairment.flows());
        flag("behind", impairment.behind());
        flag("own-network", impairment.ownNetwork());
        others("gone", impairment.gone());
        nodes("unheard", impairment.unheard());
        // the disk has a sentence of its own at the end of the call
        flag("impaired", !Impairment.DISK.equals(impairment));
    }

    private void rehearsal(@Nullable Rehearsal rehearsal) {
        if (rehearsal != null) {
            nodes("off", rehearsal.off());
            flag("troubled", rehearsal.troubled());
        }
    }

    private static List<String> nodes(List<NodeOutcome> shutdown, Outcome outcome) {
        return shutdown.stream()
                .filter(order -> order.outcome() == outcome)
                .map(NodeOutcome::node)
                .toList();
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.alarum.call;

import java.util.ArrayList;
import java.util.List;

/**
 * Why the hub's own watching is impaired.
 *
 * @param flows the flows by which nodes are heard and that are suspended
 * @param behind whether more beats come in than the hub can count
 * @param ownNetwork whether the hub has lost its own network
 * @param disk whether the hub cannot write to its disk
 * @param gone names of the relays whose loss leaves nodes unheard
 * @param unheard names of the nodes that nothing hears since
 */
public record Impairment(
        List<String> flows, boolean behind, boolean ownNetwork, boolean disk, List<String> gone, List<String> unheard) {
    /** Of the nodes that nothing hears, so many are named one by one in {@link #words}. */
    private static final int NAMED = 5;

    /** The disk cannot be written to. */
    public static final Impairment DISK = new Impairment(List.of(), false, false, true, List.of(), List.of());

    /** Copies the lists. */
    public Impairment {
        flows = List.copyOf(flows);
        gone = List.copyOf(gone);
        unheard = List.copyOf(unheard);
    }

    /** The hub cannot hear for these reasons. */
    public static Impairment deaf(List<String> flows, boolean behind, boolean ownNetwork) {
        return new Impairment(flows, behind, ownNetwork, false, List.of(), List.of());
    }

    /** Nothing hears these nodes since those relays are gone. */
    public static Impairment unwatched(List<String> gone, List<String> unheard) {
        return new Impairment(List.of(), false, false, false, gone, unheard);
    }

    /** The reasons one by one, for the page and the record, in English; empty if there is none. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (behind) {
            reasons.add("more beats come in than the hub can count");
        }
        if (!flows.isEmpty()) {
            String names = String.join(" and ", flows);
            reasons.add(
                    flows.size() == 1
                            ? "the flow " + names + " is suspended"
                            : "the flows " + names + " are suspended");
        }
        if (ownNetwork) {
            reasons.add("the hub's own network is lost");
        }
        if (disk) {
            reasons.add("the hub cannot write to its disk");
        }
        if (!unheard.isEmpty()) {
            reasons.add(witnesses());
        }
        return reasons;
    }

    private String witnesses() {
        String names = String.join(", ", unheard.subList(0, Math.min(NAMED, unheard.size())));
        int more = unheard.size() - NAMED;
        return String.join(" and ", gone.stream().map(relay -> "relay " + relay).toList())
                + (gone.size() == 1 ? " is" : " are") + " gone, and nothing else hears " + names
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** All reasons in one line, for the page and the record, in English. */
    public String words() {
        return String.join(" and ", reasons());
    }

    @Override
    public String toString() {
        return words();
    }
}

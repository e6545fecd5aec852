package dev.alarum.sim;

import dev.alarum.call.CallSettings;
import dev.alarum.call.Contact;
import dev.alarum.call.QuietHours;
import dev.alarum.core.CoreSettings;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.node.Sender;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.PlainRules;
import dev.alarum.plan.ReturnRules;
import dev.alarum.ups.UpsSettings;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who is watched, and by which settings. Times in ms.
 *
 * @param timeout {@code alarum.heartbeat.timeout}; the period is 1 s
 * @param threshold {@code alarum.failure.threshold}
 * @param settle {@code alarum.incident.settle}
 * @param contacts how many people can be rung
 * @param attempts {@code alarum.call.attempts}
 * @param pause {@code alarum.call.pause}
 * @param maxPerHour {@code alarum.call.max-per-hour}
 * @param confirm {@code alarum.ups.NAME.confirm}
 * @param shutdownAfter {@code alarum.ups.NAME.shutdown-after}
 * @param armed {@code alarum.proxmox.armed}
 * @param places the sites
 * @param calling how else people are rung
 */
public record House(
        long timeout,
        int threshold,
        long settle,
        int contacts,
        int attempts,
        long pause,
        int maxPerHour,
        long confirm,
        long shutdownAfter,
        boolean armed,
        List<Place> places,
        Calling calling) {
    /** {@code alarum.failure.window}, in ms. */
    public static final long WINDOW = 3_600_000;

    /** {@code alarum.call.ring-timeout}, in ms. */
    public static final long RING = 25_000;

    /** Copies the sites. */
    public House {
        places = List.copyOf(places);
    }

    /** People are rung in the plain way. */
    public House(
            long timeout,
            int threshold,
            long settle,
            int contacts,
            int attempts,
            long pause,
            int maxPerHour,
            long confirm,
            long shutdownAfter,
            boolean armed,
            List<Place> places) {
        this(
                timeout,
                threshold,
                settle,
                contacts,
                attempts,
                pause,
                maxPerHour,
                confirm,
                shutdownAfter,
                armed,
                places,
                Calling.PLAIN);
    }

    /**
     * How else people are rung.
     *
     * @param providers how many carry calls: 1 or 2
     * @param keys whether keys can be pressed
     * @param maxPerMonth {@code alarum.call.max-per-month}
     * @param quiet the quiet hours of the contacts in their order, by UTC: {@code 22:00-07:00} or {@code none}
     */
    public record Calling(int providers, boolean keys, int maxPerMonth, List<String> quiet) {
        /** One provider, no keys, a cap that is never reached, and nobody sleeps. */
        public static final Calling PLAIN = new Calling(1, false, CallSettings.DEFAULT_PER_MONTH, List.of("none"));

        /** Copies the list. */
        public Calling {
            quiet = List.copyOf(quiet);
        }

        /** The quiet hours of that contact, counted from 1; null if it has none. */
        public @Nullable QuietHours quietHours(int contact) {
            String hours = contact <= quiet.size() ? quiet.get(contact - 1) : "none";
            return hours.equals("none") ? null : QuietHours.parse(hours);
        }
    }

    /**
     * One site.
     *
     * @param site its name
     * @param nodes how many nodes it has, {@code SITE-1} and so on
     * @param relays how many relays, {@code pi-SITE-1} and so on; the first one reads the UPS
     * @param ups whether it has a UPS, {@code ups-SITE}, that feeds all its nodes
     * @param listed how many of its nodes, counted from the first, Proxmox shuts down when the power fails
     */
    public record Place(String site, int nodes, int relays, boolean ups, int listed) {
        /** Its nodes. */
        public List<Sender> nodeSenders() {
            return IntStream.rangeClosed(1, nodes)
                    .mapToObj(i -> Sender.node(new Name(site + "-" + i)))
                    .toList();
        }

        /** Its relays. */
        public List<Sender> relaySenders() {
            return IntStream.rangeClosed(1, relays)
                    .mapToObj(i -> Sender.relay(new Name("pi-" + site + "-" + i)))
                    .toList();
        }

        /** Its UPS. */
        public Name upsName() {
            return new Name("ups-" + site);
        }

        /** The nodes that Proxmox may shut down, in order. */
        public List<Name> listedNodes() {
            return nodeSenders().stream().limit(listed).map(Sender::name).toList();
        }
    }

    /** The settings of its hub. */
    public CoreSettings settings() {
        Map<Name, Name> nodes = new HashMap<>();
        Map<Name, Name> relays = new HashMap<>();
        List<UpsSettings> ups = new ArrayList<>();
        List<ClusterSettings> clusters = new ArrayList<>();
        for (Place place : places) {
            Name site = new Name(place.site());
            place.nodeSenders().forEach(node -> nodes.put(node.name(), site));
            place.relaySenders().forEach(relay -> relays.put(relay.name(), site));
            if (place.ups()) {
                ups.add(upsOf(place));
            }
            if (place.listed() > 0) {
                clusters.add(clusterOf(place));
            }
        }
        return new CoreSettings(
                new NodeSettings(nodes, relays, Set.of()),
                new HeartbeatSettings(Duration.ofMillis(timeout), Duration.ofSeconds(1), Map.of()),
                new IncidentSettings(threshold, Duration.ofMillis(WINDOW), Duration.ofMillis(settle)),
                NoticeSettings.DEFAULT,
                new CallSettings(
                        people(),
                        attempts,
                        Duration.ofMillis(RING),
                        Duration.ofMillis(pause),
                        maxPerHour,
                        calling.maxPerMonth(),
                        true,
                        calling.keys(),
                        calling.providers(),
                        ZoneOffset.UTC),
                ups,
                clusters);
    }

    private UpsSettings upsOf(Place place) {
        return new UpsSettings(
                place.upsName(),
                new Name(place.site()),
                place.nodeSenders().stream().map(Sender::name).toList(),
                Duration.ofMillis(confirm),
                Duration.ofMillis(shutdownAfter),
                30,
                Duration.ofMinutes(2),
                Duration.ofSeconds(60));
    }

    private ClusterSettings clusterOf(Place place) {
        return new ClusterSettings(
                place.site(),
                List.of(URI.create("https://" + place.site() + ":8006")),
                "alarum@pve!shutdown",
                "01234567-89ab-cdef-0123-456789abcdef",
                List.of(),
                place.listedNodes(),
                armed,
                PlainRules.NODES_ONLY,
                ReturnRules.DEFAULT);
    }

    private List<Contact> people() {
        return IntStream.rangeClosed(1, contacts)
                .mapToObj(i -> new Contact(i, "Contact " + i, "+1415555010" + i, "en", calling.quietHours(i), null))
                .toList();
    }
}

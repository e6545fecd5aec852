package dev.alarum.sim;

import dev.alarum.notice.Notice;
import dev.alarum.sim.Fault.Deafness;
import dev.alarum.sim.Fault.Delivery;
import dev.alarum.sim.Fault.Habit;
import dev.alarum.sim.Fault.Link;
import dev.alarum.sim.Fault.Refusal;
import dev.alarum.sim.Fault.Stillness;
import dev.alarum.sim.Fault.Trouble;
import dev.alarum.sim.Fault.Unwillingness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Makes scripts from seeds: each has a house of its own and a choice of its own of what goes wrong there. */
public final class Scripts {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;

    /** Keeps what is drawn for scripts about calls apart from what is drawn for others. */
    /** What scripts are about. */
    public enum Kind {
        /** All that may go wrong. */
        ANY,
        /** The calls. */
        CALLS,
        /** The calls, with drills in their midst. */
        DRILLS;

        /** The script of that kind and seed. */
        public Script of(long seed) {
            return switch (this) {
                case ANY -> Scripts.of(seed);
                case CALLS -> ofCalls(seed);
                case DRILLS -> ofDrills(seed);
            };
        }
    }

    private static final long OF_CALLS = 0x63616c6c73L;
    private static final long OF_DRILLS = 0x5ca1ab1eL;

    private static final List<Long> TIMEOUTS =
            List.of(20 * SECOND, 20 * SECOND, 5 * SECOND, 8 * SECOND, 30 * SECOND, 60 * SECOND);

    /** In long scripts, mostly as delivered. */
    private static final List<Long> TIMEOUTS_OF_YEARS = Stream.concat(
                    Collections.nCopies(6, 20 * SECOND).stream(),
                    Stream.of(5 * SECOND, 8 * SECOND, 30 * SECOND, 60 * SECOND))
            .toList();

    private static final List<List<String>> FLOWS = List.of(
            List.of("beat-intake"),
            List.of("heartbeat-watch"),
            List.of("silence-watch"),
            List.of("heartbeat-arm"),
            List.of("notice-intake"),
            List.of("reading-intake"),
            List.of("tick"),
            List.of("decisions"),
            List.of("phone-call"),
            List.of("heartbeat-complete"),
            List.of("own-way"),
            List.of("proxmox-order"),
            List.of("news"),
            List.of("beat-intake", "notice-intake"));

    private final SplittableRandom random;
    private final House house;
    private final List<String> nodes = new ArrayList<>();
    private final List<String> relays = new ArrayList<>();

    private Scripts(SplittableRandom random, House house) {
        this.random = random;
        this.house = house;
        for (House.Place place : house.places()) {
            place.nodeSenders().forEach(node -> nodes.add(node.toString()));
            place.relaySenders().forEach(relay -> relays.add(relay.toString()));
        }
    }

    /** The script of that seed: up to 20 faults in 20 to 90 minutes. */
    public static Script of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(seed, random, house(random, 6, TIMEOUTS), minutes(random, 20, 90), 3, 20);
    }

    /**
     * The script of that seed for long runs: many nodes, and long stretches in which nothing happens.
     *
     * @param nodes how many nodes the house has at most; at least half as many
     * @param nodeMillis how long all nodes together are watched, in ms
     */
    public static Script ofYears(long seed, int nodes, double nodeMillis) {
        SplittableRandom random = new SplittableRandom(seed);
        House house = house(random, nodes, TIMEOUTS_OF_YEARS);
        long count = house.places().stream().mapToLong(House.Place::nodes).sum();
        return of(seed, random, house, (long) (nodeMillis / count), 3, 20);
    }

    /**
     * The script of that seed in which it is about the calls: small houses whose nodes mostly stay dead, providers that take
     * no calls, people who press keys or do not, quiet hours and tight caps. It is drawn apart from {@link #of(long)}.
     */
    public static Script ofCalls(long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ OF_CALLS);
        House house = houseOfCalls(random);
        long lasts = minutes(random, 12, 40);
        Scripts scripts = new Scripts(random, house);
        List<Fault> faults = new ArrayList<>();
        int deaths = 1 + random.nextInt(4);
        for (int i = 0; i < deaths; i++) {
            long at = 30 * SECOND + random.nextLong(lasts - MINUTE);
            faults.add(
                    random.nextInt(6) == 0
                            ? new Fault.SiteLost(at, scripts.seconds(60, 900), scripts.site())
                            : new Fault.Death(at, scripts.awayLong(), scripts.node()));
            int troubles = random.nextInt(4);
            for (int j = 0; j < troubles; j++) {
                faults.add(scripts.ofPhones(Math.max(0, at - MINUTE + random.nextLong(4 * MINUTE))));
            }
        }
        List<LongFunction<Fault>> others = scripts.allKinds();
        int more = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
        for (int i = 0; i < more; i++) {
            faults.add(others.get(random.nextInt(others.size())).apply(random.nextLong(lasts)));
        }
        if (random.nextInt(5) == 0) {
            faults.addAll(scripts.everybodyRefuses(random.nextLong(lasts / 2)));
        }
        faults.sort(java.util.Comparator.comparingLong(Fault::at));
        return new Script(seed, house, lasts, faults);
    }

    /** Scripts about the calls in which somebody wants drills, most of them near a death. */
    public static Script ofDrills(long seed) {
        Script calls = ofCalls(seed);
        SplittableRandom random = new SplittableRandom(seed ^ OF_DRILLS);
        List<Fault> faults = new ArrayList<>(calls.faults());
        for (Fault fault : calls.faults()) {
            if (fault instanceof Fault.Death) {
                // a drill that is asked for a few seconds before a death rings when the death is to be rung for
                long early = random.nextBoolean() ? 12 * SECOND : MINUTE;
                faults.add(new Fault.Drill(Math.max(SECOND, fault.at() - early + random.nextLong(early)), 0));
            }
        }
        faults.add(new Fault.Drill(30 * SECOND + random.nextLong(calls.lasts() - MINUTE), 0));
        faults.sort(java.util.Comparator.comparingLong(Fault::at));
        return calls.with(faults);
    }

    private static House houseOfCalls(SplittableRandom random) {
        List<House.Place> places = new ArrayList<>();
        for (String site : random.nextBoolean() ? List.of("home") : List.of("home", "lab")) {
            places.add(new House.Place(site, 1 + random.nextInt(2), random.nextInt(4) > 0 ? 1 : 0, false, 0));
        }
        int contacts = 1 + random.nextInt(4);
        List<String> quiet = new ArrayList<>();
        for (int i = 0; i < contacts; i++) {
            quiet.add(quietHours(random));
        }
        return new House(
                List.of(20 * SECOND, 5 * SECOND, 8 * SECOND).get(random.nextInt(3)),
                1,
                3 * SECOND,
                contacts,
                1 + random.nextInt(3),
                List.of(15 * SECOND, 5 * SECOND).get(random.nextInt(2)),
                List.of(30, 30, 1, 2, 5).get(random.nextInt(5)),
                15 * SECOND,
                0,
                false,
                places,
                new House.Calling(
                        random.nextInt(4) > 0 ? 2 : 1,
                        random.nextInt(4) > 0,
                        List.of(500, 500, 500, 2, 6).get(random.nextInt(5)),
                        quiet));
    }

    /** Scripts begin a minute before midnight. */
    private static String quietHours(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> "22:00-07:00";
            case 1 -> {
                int from = random.nextInt(30);
                yield String.format(Locale.ROOT, "00:%02d-00:%02d", from, from + 1 + random.nextInt(29));
            }
            default -> "none";
        };
    }

    /** No provider knows the account any more while one site after the other fails. */
    private List<Fault> everybodyRefuses(long at) {
        List<Fault> faults = new ArrayList<>();
        for (int provider = 1; provider <= house.calling().providers(); provider++) {
            faults.add(new Fault.Provider(at, seconds(240, 600), provider, Unwillingness.ACCOUNT, 0, 0));
        }
        for (House.Place place : house.places()) {
            faults.add(new Fault.Death(
                    at + random.nextLong(2 * MINUTE),
                    24 * 60 * MINUTE,
                    place.nodeSenders().get(0).toString()));
        }
        return faults;
    }

    /** Something that the calls meet. */
    private Fault ofPhones(long at) {
        int contact = random.nextInt(house.contacts() + 1);
        return switch (random.nextInt(8)) {
            case 0 -> new Fault.Phone(at, seconds(20, 600), pick(Deafness.values()));
            case 1, 2 -> new Fault.Person(at, seconds(20, 900), contact, pick(Habit.values()));
            default -> {
                Unwillingness how = pick(Unwillingness.values());
                int whom = how == Unwillingness.NUMBER ? contact : 0;
                long patience = random.nextBoolean() ? 0 : seconds(1, 60);
                int provider = 1 + random.nextInt(house.calling().providers());
                yield new Fault.Provider(at, seconds(20, 900), provider, how, whom, patience);
            }
        };
    }

    private long awayLong() {
        return random.nextInt(4) == 0 ? seconds(30, 600) : 24 * 60 * MINUTE;
    }

    private static Script of(long seed, SplittableRandom random, House house, long lasts, int fewest, int most) {
        Scripts scripts = new Scripts(random, house);
        List<LongFunction<Fault>> kinds = scripts.kinds();
        int count = fewest + random.nextInt(most - fewest + 1);
        List<Fault> faults = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < count; i++) {
            boolean together = i > 0 && random.nextBoolean();
            at = together
                    ? at + random.nextLong(90 * SECOND)
                    : 30 * SECOND + random.nextLong(Math.max(1, lasts - 30 * SECOND));
            faults.add(kinds.get(random.nextInt(kinds.size())).apply(at));
        }
        faults.sort(java.util.Comparator.comparingLong(Fault::at));
        return new Script(seed, house, lasts, faults);
    }

    private static House house(SplittableRandom random, int mostNodes, List<Long> timeouts) {
        List<House.Place> places = new ArrayList<>();
        int sites = random.nextInt(4) == 0 ? 2 : 1;
        for (int i = 0; i < sites; i++) {
            int most = Math.max(1, mostNodes / sites);
            int nodes =
                    mostNodes > 10 ? most / 2 + 1 + random.nextInt(Math.max(1, most / 2)) : 1 + random.nextInt(most);
            int relays = random.nextInt(8) == 0 ? 0 : random.nextInt(6) == 0 ? 2 : 1;
            boolean ups = relays > 0 && random.nextInt(3) > 0;
            int listed = ups ? random.nextInt(Math.min(nodes, 16) + 1) : 0;
            places.add(new House.Place(i == 0 ? "home" : "lab", nodes, relays, ups, listed));
        }
        return new House(
                timeouts.get(random.nextInt(timeouts.size())),
                List.of(1, 1, 1, 2, 3).get(random.nextInt(5)),
                List.of(3 * SECOND, 3 * SECOND, 0L, 10 * SECOND).get(random.nextInt(4)),
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                List.of(15 * SECOND, 5 * SECOND, 30 * SECOND).get(random.nextInt(3)),
                List.of(30, 30, 5, 100).get(random.nextInt(4)),
                List.of(15 * SECOND, 15 * SECOND, 6 * SECOND, 40 * SECOND).get(random.nextInt(4)),
                List.of(0L, 0L, 60 * SECOND).get(random.nextInt(3)),
                random.nextInt(4) > 0,
                places);
    }

    /** The kinds of fault that occur in this script; each kind is in every other script, deaths are in most. */
    private List<LongFunction<Fault>> kinds() {
        List<LongFunction<Fault>> chosen = new ArrayList<>();
        for (LongFunction<Fault> kind : allKinds()) {
            if (random.nextInt(3) == 0) {
                chosen.add(kind);
            }
        }
        if (chosen.isEmpty() || random.nextInt(4) > 0) {
            chosen.add(at -> new Fault.Death(at, away(), someone()));
        }
        return chosen;
    }

    private List<LongFunction<Fault>> allKinds() {
        List<LongFunction<Fault>> all = new ArrayList<>(List.of(
                at -> new Fault.Loss(at, minutes(random, 1, 20), link(), whoever(), 5 + random.nextInt(60)),
                at -> new Fault.Bursts(
                        at,
                        minutes(random, 1, 20),
                        link(),
                        whoever(),
                        SECOND + random.nextLong(15 * SECOND),
                        5 + random.nextInt(50)),
                at -> new Fault.Jitter(
                        at, minutes(random, 1, 20), link(), whoever(), 500 + random.nextLong(6 * SECOND)),
                at -> new Fault.Duplicates(at, minutes(random, 1, 20), link(), whoever(), 10 + random.nextInt(60)),
                at -> new Fault.Reorder(at, minutes(random, 1, 20), link(), whoever(), 5 + random.nextInt(50)),
                at -> new Fault.Cut(at, seconds(2, 240), link(), whoever()),
                at -> new Fault.Death(at, away(), node()),
                at -> new Fault.Death(at, away(), relay()),
                at -> new Fault.Hang(at, seconds(1, 180), someone()),
                this::leave,
                this::leave,
                at -> new Fault.Freeze(at, seconds(1, 90), pick(Stillness.values())),
                at -> new Fault.Stutter(at, minutes(random, 2, 15), seconds(5, 20), seconds(3, 9)),
                at -> new Fault.Restart(at, seconds(1, 120)),
                at -> new Fault.Kill(at, seconds(1, 120), random.nextLong(200)),
                at -> new Fault.ClockStep(at, 0, step()),
                at -> new Fault.Suspend(at, seconds(2, 240), FLOWS.get(random.nextInt(FLOWS.size()))),
                at -> new Fault.Phone(at, seconds(20, 900), pick(Deafness.values())),
                at -> new Fault.CheckerDies(at, 0),
                at -> new Fault.Disk(at, seconds(5, 600)),
                at -> new Fault.SiteLost(at, seconds(2, 600), site()),
                at -> new Fault.OwnNetwork(at, seconds(2, 300))));
        if (house.places().stream().anyMatch(House.Place::ups)) {
            all.add(at ->
                    new Fault.Power(at, seconds(1, 1200), upsSite(), pick(Trouble.values()), minutes(random, 3, 20)));
            all.add(at -> new Fault.Power(at, seconds(60, 1200), upsSite(), Trouble.OUTAGE, minutes(random, 3, 20)));
            all.add(at -> new Fault.Proxmox(at, seconds(30, 900), pick(Refusal.values()), whoeverNode()));
        }
        return all;
    }

    private Fault leave(long at) {
        return new Fault.Leave(
                at,
                away(),
                someone(),
                pick(Notice.Kind.values()),
                random.nextLong(8 * SECOND),
                pick(Delivery.values()),
                seconds(1, 240));
    }

    private long away() {
        return switch (random.nextInt(4)) {
            case 0 -> seconds(1, 30);
            case 1, 2 -> seconds(30, 1200);
            default -> 24 * 60 * MINUTE;
        };
    }

    private long step() {
        long size = random.nextBoolean() ? seconds(1, 90) : seconds(60, 7200);
        return random.nextBoolean() ? size : -size;
    }

    private String site() {
        return house.places().get(random.nextInt(house.places().size())).site();
    }

    private String upsSite() {
        List<House.Place> places =
                house.places().stream().filter(House.Place::ups).toList();
        return places.get(random.nextInt(places.size())).site();
    }

    private String node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private String relay() {
        return relays.isEmpty() ? node() : relays.get(random.nextInt(relays.size()));
    }

    private String someone() {
        return random.nextInt(5) == 0 ? relay() : node();
    }

    private String whoever() {
        return random.nextInt(3) == 0 ? "*" : someone();
    }

    private String whoeverNode() {
        return random.nextInt(3) == 0 ? "*" : node();
    }

    private Link link() {
        return pick(Link.values());
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private long seconds(long least, long most) {
        return least * SECOND + random.nextLong((most - least) * SECOND + 1);
    }

    private static long minutes(SplittableRandom random, long least, long most) {
        return least * MINUTE + random.nextLong((most - least) * MINUTE + 1);
    }
}

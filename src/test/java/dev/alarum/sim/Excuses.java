package dev.alarum.sim;

import dev.alarum.incident.Cause;
import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.sim.Chronicle.Entry;
import dev.alarum.sim.Chronicle.Silence;
import dev.alarum.sim.Spans.Span;
import dev.alarum.ups.PowerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** When the silence of a node is accepted, by the truth: by its own notice, by an order of ours, or by what was told of its site. */
final class Excuses {
    /** {@code MAINTENANCE} without a lease of its own. */
    private static final Duration MAINTENANCE = Duration.ofHours(1);

    private static final long RETURN = 900_000;
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final Truth truth;
    private final Chronicle chronicle;

    Excuses(Truth truth) {
        this.truth = truth;
        this.chronicle = truth.chronicle();
    }

    /** By notices and orders of our plan: law 4 knows no others. */
    Spans ofNode(Silence silence) {
        return notices(silence).and(orders(silence));
    }

    /** By notices that came to the hub; the goodbye of a node that goes down by our order is no reason of its own. */
    Spans notices(Silence silence) {
        List<Span> spans = new ArrayList<>();
        boolean isOrdered = !orders(silence).all().isEmpty();
        for (Entry<Happening.Announced> entry : chronicle.of(Happening.Announced.class)) {
            Notice notice = entry.what().notice();
            boolean after = entry.at() <= silence.to()
                    && !(isOrdered && notice.kind() == Notice.Kind.SHUTDOWN)
                    && (notice.kind() == Notice.Kind.MAINTENANCE
                            || !bootedBetween(silence.sender(), entry.at(), silence.from()));
            if (notice.sender().equals(silence.sender()) && after && !isCopy(entry)) {
                spans.add(new Span(entry.at(), Math.min(entry.at() + lease(notice), nextNotice(entry))));
            }
        }
        return Spans.of(spans);
    }

    /** A notice stands until the next one of the same machine. */
    private long nextNotice(Entry<Happening.Announced> entry) {
        return chronicle.of(Happening.Announced.class).stream()
                .filter(other -> other.at() > entry.at()
                        && other.what()
                                .notice()
                                .sender()
                                .equals(entry.what().notice().sender())
                        && !isCopy(other))
                .mapToLong(Entry::at)
                .findFirst()
                .orElse(FOR_EVER);
    }

    private boolean isCopy(Entry<Happening.Announced> entry) {
        return chronicle.of(Happening.Announced.class).stream()
                .anyMatch(other -> other.at() < entry.at()
                        && other.what().notice().equals(entry.what().notice()));
    }

    private static long lease(Notice notice) {
        NoticeSettings leases = NoticeSettings.DEFAULT;
        return switch (notice.kind()) {
            case SHUTDOWN -> FOR_EVER;
            case REBOOT -> leases.reboot().toMillis();
            case STOP -> leases.stop().toMillis();
            case MAINTENANCE -> MAINTENANCE.toMillis();
        };
    }

    private boolean bootedBetween(Sender sender, long from, long to) {
        return chronicle.of(Happening.Boots.class).stream()
                .anyMatch(boot -> boot.what().sender().equals(sender) && boot.at() > from && boot.at() <= to);
    }

    /** By orders that the node took: until 15 minutes after its UPS is known to be on mains. */
    Spans orders(Silence silence) {
        List<Span> spans = new ArrayList<>();
        for (Entry<Happening.Stepped> entry : chronicle.of(Happening.Stepped.class)) {
            StepOrder order = orderOf(entry);
            if (entry.what().result().outcome() == Outcome.ACCEPTED
                    && order != null
                    && Sender.node(new Name(order.node())).equals(silence.sender())
                    && entry.at() <= silence.to()
                    && !bootedBetween(silence.sender(), entry.at(), silence.from())) {
                spans.add(new Span(entry.at(), mainsRead(order.cluster(), entry.at()) + RETURN));
            }
        }
        return Spans.of(spans);
    }

    private StepOrder orderOf(Entry<Happening.Stepped> answer) {
        return chronicle.of(Happening.Orders.class).stream()
                .filter(order -> order.at() <= answer.at()
                        && order.what().order().plan() == answer.what().result().plan()
                        && order.what().order().position()
                                == answer.what().result().position())
                .map(order -> order.what().order())
                .findFirst()
                .orElse(null);
    }

    /** The first reading on mains of that site after that time; far away if none came. */
    long mainsRead(String site, long after) {
        return chronicle.of(Happening.Read.class).stream()
                .filter(read -> read.at() >= after
                        && read.what().site().equals(site)
                        && read.what().state() == PowerState.MAINS)
                .mapToLong(Entry::at)
                .findFirst()
                .orElse(FOR_EVER);
    }

    /** By calls that told of the whole site: until that is over and the hub had time to see who stays away. */
    Spans ofSite(String site) {
        List<Span> spans = new ArrayList<>();
        for (Entry<Happening.Accepted> call : chronicle.of(Happening.Accepted.class)) {
            call.what().order().facts().stream()
                    .filter(facts -> facts.site().equals(site))
                    .forEach(facts -> {
                        if (facts.cause() == Cause.POWER) {
                            spans.add(new Span(call.at(), mainsRead(site, call.at()) + RETURN));
                        } else if (facts.cause() == Cause.INTERNET) {
                            spans.add(new Span(
                                    call.at(),
                                    siteOut(site, call.at()) + truth.house().timeout() + 10_000));
                        }
                    });
        }
        return Spans.of(spans);
    }

    /** Until when it is the same outage: one that is heard for less than a timeout and lost again was never over. */
    private long siteOut(String site, long called) {
        long back = siteBack(site, called);
        long judged = back + truth.house().timeout() + 4_000;
        while (isWhollySilent(site, judged)) {
            back = siteBack(site, judged);
            judged = back + truth.house().timeout() + 4_000;
        }
        return back;
    }

    private boolean isWhollySilent(String site, long at) {
        return truth.house().places().stream()
                .filter(place -> place.site().equals(site))
                .flatMap(place -> Stream.concat(place.nodeSenders().stream(), place.relaySenders().stream()))
                .allMatch(sender -> chronicle.silences().stream()
                        .anyMatch(one -> one.sender().equals(sender) && one.from() < at && one.to() > at));
    }

    private long siteBack(String site, long after) {
        return chronicle.silences().stream()
                .filter(one -> isOf(site, one.sender()) && one.to() >= after && one.from() < after)
                .mapToLong(Silence::to)
                .min()
                .orElse(after);
    }

    /** Whether it belongs to that site, by the way a house names its machines. */
    static boolean isOf(String site, Sender sender) {
        String name = sender.name().text();
        return name.startsWith(site + "-") || name.startsWith("pi-" + site + "-");
    }
}

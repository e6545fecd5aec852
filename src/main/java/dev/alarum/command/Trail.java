package dev.alarum.command;

import dev.alarum.store.Archive;
import dev.alarum.store.Row.AttemptRow;
import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.IncidentRow;
import dev.alarum.store.Row.NewsRow;
import dev.alarum.store.Row.NoticeRow;
import dev.alarum.store.Row.PlanRow;
import dev.alarum.store.Row.StepRow;
import dev.alarum.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How the hub came to do what it did, in order of time, as the store tells it. */
final class Trail {
    /** What led to an incident began before it was opened. */
    private static final long BEFORE = Duration.ofMinutes(5).toMillis();

    private static final long AFTER = Duration.ofMinutes(1).toMillis();
    private static final int MOST_ABOUT_A_NODE = 100;

    private final Archive archive;
    private final List<Line> lines = new ArrayList<>();

    private record Line(long at, String subject, String text) {}

    private Trail(Archive archive) {
        this.archive = archive;
    }

    /** Of one incident: what was decided about it, its site and its nodes, its calls and its plans. */
    static String of(IncidentRow incident, Archive archive) throws StoreException {
        return new Trail(archive).incident(incident);
    }

    /** Of one node or relay: what was decided about it, and the incidents it was part of. */
    static String of(String sender, Archive archive) throws StoreException {
        return new Trail(archive).sender(sender);
    }

    private String incident(IncidentRow incident) throws StoreException {
        Set<String> subjects = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        subjects.addAll(nodesOf(incident));
        subjects.addAll(List.of("incident " + incident.id(), incident.site(), "hub"));
        Long ended = incident.ended();
        long until = ended == null ? Long.MAX_VALUE : ended + AFTER;
        for (PlanRow plan : archive.plans(incident.id())) {
            subjects.addAll(List.of("plan " + plan.id(), plan.ups()));
            lines.add(new Line(plan.at(), "plan " + plan.id(), told(plan)));
            for (StepRow step : archive.steps(plan.id())) {
                lines.add(new Line(step.at(), "plan " + plan.id(), told(step)));
            }
        }
        for (DecisionRow decision : archive.decisions(incident.opened() - BEFORE, until)) {
            if (subjects.contains(decision.subject())) {
                add(decision);
            }
        }
        for (AttemptRow attempt : archive.attempts(incident.id())) {
            lines.add(new Line(attempt.at(), "call", told(attempt)));
        }
        rest(subjects, incident.opened() - BEFORE, until);
        return head(incident) + "\n\n" + body();
    }

    private String sender(String sender) throws StoreException {
        List<DecisionRow> decisions = archive.decisionsAbout(sender, MOST_ABOUT_A_NODE);
        decisions.forEach(this::add);
        long from = decisions.isEmpty() ? 0 : decisions.get(0).at();
        rest(Set.of(sender), from, Long.MAX_VALUE);
        List<IncidentRow> incidents = archive.incidents().stream()
                .filter(one -> nodesOf(one).stream().anyMatch(sender::equalsIgnoreCase))
                .toList();
        StringBuilder text = new StringBuilder(sender)
                .append(": what was decided about it\n\n")
                .append(body());
        if (!incidents.isEmpty()) {
            text.append("\nIt was part of:\n");
            incidents.forEach(one -> text.append("  ").append(head(one)).append('\n'));
            text.append("bin/alarum why NUMBER tells more of one.\n");
        }
        return text.toString();
    }

    private void rest(Set<String> subjects, long from, long until) throws StoreException {
        for (NoticeRow notice : archive.notices(from, until)) {
            if (subjects.contains(notice.sender())) {
                Long lease = notice.leaseSeconds();
                String reason = notice.reason().isEmpty() ? "" : ", saying: " + notice.reason();
                lines.add(new Line(
                        notice.received(),
                        notice.sender(),
                        "a verified notice came: " + notice.kind().toLowerCase(Locale.ROOT)
                                + (lease == null ? "" : " for " + lease + " s") + reason));
            }
        }
        for (NewsRow news : archive.news(from, until)) {
            if (subjects.contains(news.subject())) {
                lines.add(new Line(news.at(), news.subject(), "told without ringing: " + news.text()));
            }
        }
    }

    private void add(DecisionRow row) {
        lines.add(new Line(row.at(), row.subject(), row.known() + "; by " + row.rule() + ": " + row.done()));
    }

    private String body() {
        if (lines.isEmpty()) {
            return "  nothing was decided\n";
        }
        lines.sort(Comparator.comparingLong(Line::at));
        int width =
                lines.stream().mapToInt(line -> line.subject().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String at = Instant.ofEpochMilli(line.at())
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString();
            text.append(
                    String.format("  %-24s  %-" + width + "s  %s%n", at, clean(line.subject()), clean(line.text())));
        }
        return text.toString();
    }

    private static String head(IncidentRow incident) {
        Long ended = incident.ended();
        return "incident " + incident.id() + ", cause " + incident.cause() + ", site " + incident.site()
                + (incident.nodes().isEmpty() ? "" : ", " + incident.nodes().replace(",", " ")) + ": "
                + incident.state().toLowerCase(Locale.ROOT) + ", opened " + TimeArgument.shown(incident.opened())
                + (ended == null ? "" : ", ended " + TimeArgument.shown(ended));
    }

    private static String told(AttemptRow attempt) {
        String detail = attempt.detail() == null ? "" : ", " + attempt.detail();
        String by = attempt.answeredBy() == null ? "" : ", answered by " + attempt.answeredBy();
        return "attempt " + attempt.attempt() + " to ring " + attempt.contact() + ": " + attempt.status() + by + ", "
                + attempt.durationSeconds() + " s" + detail;
    }

    private static String told(PlanRow plan) {
        return "shutdown of cluster " + plan.cluster() + " for UPS " + plan.ups() + ": "
                + plan.state().toLowerCase(Locale.ROOT) + (plan.armed() ? "" : ", not armed");
    }

    private static String told(StepRow step) {
        return "step " + step.position() + ", " + step.node() + ": "
                + step.outcome().toLowerCase(Locale.ROOT) + (step.detail() == null ? "" : ", " + step.detail());
    }

    private static List<String> nodesOf(IncidentRow incident) {
        return Arrays.stream(incident.nodes().split(","))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** A control character in a reason would steer the terminal. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}

package dev.alarum.status;

import dev.alarum.status.StatusView.CallView;
import dev.alarum.status.StatusView.DrillStepView;
import dev.alarum.status.StatusView.DrillView;
import dev.alarum.status.StatusView.IncidentView;
import dev.alarum.status.StatusView.NodeView;
import dev.alarum.status.StatusView.PathView;
import dev.alarum.status.StatusView.PlanView;
import dev.alarum.status.StatusView.PreviewLine;
import dev.alarum.status.StatusView.PreviewView;
import dev.alarum.status.StatusView.StepView;
import dev.alarum.status.StatusView.UpsView;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sections of the page, each for one part of the state; an empty part gives no section. */
final class StatusSections {
    private static final int NEWEST = 30;

    private final StatusView view;

    StatusSections(StatusView view) {
        this.view = view;
    }

    Html problems() {
        return list(
                "What is wrong",
                view.problems(),
                (item, problem) -> item.raw("<strong>")
                        .text(problem.text())
                        .raw("</strong><br><span class=\"quiet\">")
                        .text(problem.code() + " · " + problem.subject() + " · since ")
                        .time(problem.since())
                        .raw("</span>"));
    }

    Html incidents() {
        Html html = new Html();
        for (IncidentView incident : view.incidents()) {
            html.raw("<article><h3>")
                    .text("#" + incident.id() + " " + incident.cause() + " at " + incident.site() + " ")
                    .pill(Mood.ofIncident(incident.state()), incident.state())
                    .raw("</h3><p>")
                    .text(String.join(", ", incident.nodes()))
                    .raw("</p><p class=\"quiet\">opened ")
                    .time(incident.opened())
                    .raw("</p>")
                    .raw(calls(callsOf(incident)).toString())
                    .raw("</article>");
        }
        return section("Incidents", html);
    }

    /** Calls of no incident shown: test calls, and those of incidents long closed. */
    Html otherCalls() {
        Set<Long> shown = view.incidents().stream().map(IncidentView::id).collect(Collectors.toSet());
        List<CallView> others = view.calls().stream()
                .filter(call -> !shown.contains(call.incident()))
                .toList();
        return section("Other calls", calls(others));
    }

    Html nodes() {
        return table(
                "Nodes",
                List.of("Node", "State", "Last beat", "Heard by", "Site", "Since"),
                view.nodes(),
                StatusSections::node);
    }

    Html relays() {
        return table(
                "Relays",
                List.of("Relay", "State", "Last beat", "Site", "Since"),
                view.relays(),
                (row, relay) -> row.cellOf("name", new Html().text(relay.name()))
                        .cellOf("state", new Html().pill(Mood.ofNode(relay.state()), relay.state()))
                        .cell("last beat", new Html().seconds(relay.lastBeatSeconds()))
                        .cell("site", new Html().text(relay.site()))
                        .cell("since", new Html().time(relay.since())));
    }

    Html ups() {
        return table(
                "UPS",
                List.of("UPS", "State", "Charge", "Left", "Load", "Reading", "Site"),
                view.ups(),
                StatusSections::upsRow);
    }

    Html plans() {
        Html html = new Html();
        for (PlanView plan : view.plans()) {
            boolean isReturn = plan.sort().equals("return");
            html.raw("<article><h3>")
                    .text((isReturn ? "Return of " : "Shutdown of ") + plan.cluster() + " because of " + plan.ups()
                            + " ")
                    .pill(Mood.IDLE, plan.state())
                    .raw("</h3><p class=\"quiet\">")
                    .text("for incident #" + plan.incident()
                            + (plan.armed() ? ", armed" : ", not armed: no command is really sent"))
                    .raw("</p>")
                    .raw(steps(plan.steps()).toString())
                    .raw("</article>");
        }
        return section("Plans", html);
    }

    Html previews() {
        Html html = new Html();
        for (PreviewView preview : view.previews()) {
            html.raw("<article><h3>")
                    .text("Shutdown of " + preview.cluster() + " if " + preview.ups() + " failed ")
                    .pill(preview.armed() ? Mood.GOOD : Mood.WARN, preview.armed() ? "armed" : "not armed")
                    .raw("</h3><p class=\"quiet\">")
                    .text(inWords(preview))
                    .raw("</p><details><summary>What would be sent</summary>")
                    .raw(rows(
                                    List.of("Step", "What is sent"),
                                    preview.steps(),
                                    (row, step) -> row.cellOf("name", new Html().text(step.what()))
                                            .cell("sent", sent(step)))
                            .toString())
                    .raw("</details></article>");
        }
        return section("If the power failed now", html);
    }

    private static String inWords(PreviewView preview) {
        Long battery = preview.batterySeconds();
        Double looked = preview.lookAgeSeconds();
        return "needs at most " + Html.spoken(preview.needSeconds())
                + (battery == null ? "" : ", the battery has " + Html.spoken(battery))
                + (looked == null
                        ? "; the cluster was not seen"
                        : "; as the cluster was " + Html.spoken(looked) + " ago")
                + (preview.shared().isEmpty()
                        ? ""
                        : "; another UPS feeds " + String.join(", ", preview.shared()) + ", too");
    }

    private static Html sent(PreviewLine step) {
        if (step.requests().isEmpty()) {
            return new Html()
                    .raw("<span class=\"quiet\">")
                    .text("nothing: " + step.note())
                    .raw("</span>");
        }
        Html html = new Html();
        step.requests().forEach(request -> html.raw("<code>").text(request).raw("</code><br>"));
        return html;
    }

    Html drill() {
        DrillView drill = view.drill();
        return drill == null
                ? new Html()
                : section(
                        "Last drill",
                        new Html()
                                .raw("<article><h3>")
                                .text("#" + drill.number() + " by " + drill.by() + " ")
                                .pill(Mood.ofDrill(drill.state()), drill.state())
                                .raw("</h3><p class=\"quiet\">")
                                .time(drill.at())
                                .raw("</p>")
                                .raw(walked(drill.steps()).toString())
                                .raw("</article>"));
    }

    private static Html walked(List<DrillStepView> steps) {
        return rows(
                List.of("Part", "Result", "What"),
                steps,
                (row, step) -> row.cellOf("name", new Html().text(step.part()))
                        .cellOf("state", new Html().pill(Mood.ofDrill(step.mark()), step.mark()))
                        .cell("what", new Html().text(step.detail())));
    }

    Html news() {
        return list(
                "News",
                newest(view.news(), news -> news.at().toString()),
                (item, news) -> item.text(news.text() + " ")
                        .raw("<span class=\"quiet\">")
                        .time(news.at().toString())
                        .raw("</span>"));
    }

    Html decisions() {
        return list(
                "Last decisions",
                newest(view.decisions(), StatusView.DecisionView::at),
                (item, decision) -> item.raw("<strong>")
                        .text(decision.subject() + ": " + decision.done())
                        .raw("</strong><br>")
                        .text(decision.known())
                        .raw("<br><span class=\"quiet\">")
                        .text(decision.rule() + " · ")
                        .time(decision.at())
                        .raw("</span>"));
    }

    private List<CallView> callsOf(IncidentView incident) {
        return view.calls().stream()
                .filter(call -> call.incident() == incident.id())
                .toList();
    }

    private static void node(Html row, NodeView node) {
        Html state = new Html().pill(Mood.ofNode(node.state()), node.state());
        if (node.leaseEnds() != null) {
            state.raw(" <span class=\"quiet\">until ").time(node.leaseEnds()).raw("</span>");
        }
        row.cellOf("name", new Html().text(node.name()))
                .cellOf("state", state)
                .cell("last beat", new Html().seconds(node.lastBeatSeconds()))
                .cell("heard by", paths(node.paths()))
                .cell("site", new Html().text(node.site()))
                .cell("since", new Html().time(node.since()));
    }

    private static Html paths(List<PathView> paths) {
        Html html = new Html();
        for (PathView path : paths) {
            Mood mood = path.degraded() ? Mood.WARN : Mood.IDLE;
            html.pill(mood, path.path() + " " + Html.spoken(path.lastBeatSeconds()))
                    .raw(" ");
        }
        return html;
    }

    private static void upsRow(Html row, UpsView ups) {
        Html state = new Html().pill(Mood.ofPower(ups.state()), ups.state());
        if (ups.confirmed()) {
            state.raw(" ").pill(Mood.BAD, "confirmed");
        }
        if (ups.batteryBad()) {
            state.raw(" ").pill(Mood.WARN, "replace battery");
        }
        Html age = new Html().seconds(ups.readingAgeSeconds());
        if (ups.readingAgeSeconds() != null) {
            age.text(" ago by " + ups.relay());
        }
        row.cellOf("name", new Html().text(ups.name()))
                .cellOf("state", state)
                .cell("charge", new Html().percent(ups.chargePercent()))
                .cell("left", new Html().seconds(ups.runtimeSeconds()))
                .cell("load", new Html().percent(ups.loadPercent()))
                .cell("reading", age)
                .cell("site", new Html().text(ups.site()));
    }

    private static Html calls(List<CallView> calls) {
        return calls.isEmpty()
                ? new Html()
                : rows(
                        List.of("Call", "Contact", "Status", "Answered by", "Key", "At"),
                        calls,
                        (row, call) -> row.cell("call", new Html().text(call.attempt()))
                                .cellOf("name", new Html().text(call.contact()))
                                .cellOf("state", callStatus(call))
                                .cell("answered by", new Html().text(call.answeredBy()))
                                .cell("key", new Html().text(call.key()))
                                .cell("at", new Html().time(call.at())));
    }

    private static Html callStatus(CallView call) {
        Html status = new Html().pill(Mood.ofCall(call.status()), call.status());
        return call.detail() == null
                ? status
                : status.raw(" <span class=\"quiet\">").text(call.detail()).raw("</span>");
    }

    private static Html steps(List<StepView> steps) {
        return rows(
                List.of("Step", "What", "Node", "Outcome", "Shown by", "Answer"),
                steps,
                (row, step) -> row.cell("step", new Html().text(step.position()))
                        .cell("what", new Html().text(step.kind()))
                        .cellOf("name", new Html().text(step.node()))
                        .cellOf("state", new Html().pill(Mood.ofStep(step.outcome()), step.outcome()))
                        .cell("shown by", new Html().text(String.join(", ", step.evidence())))
                        .cell("answer", new Html().text(step.detail())));
    }

    private static <T> List<T> newest(List<T> all, Function<T, String> time) {
        return all.stream()
                .sorted(Comparator.comparing(time).reversed())
                .limit(NEWEST)
                .toList();
    }

    private static <T> Html list(String title, List<T> items, BiConsumer<Html, T> form) {
        Html html = new Html();
        for (T item : items) {
            html.raw("<li>");
            form.accept(html, item);
            html.raw("</li>");
        }
        return items.isEmpty() ? html : section(title, new Html().raw("<ul>" + html + "</ul>"));
    }

    private static <T> Html table(String title, List<String> heads, List<T> items, BiConsumer<Html, T> form) {
        return items.isEmpty() ? new Html() : section(title, rows(heads, items, form));
    }

    private static <T> Html rows(List<String> heads, List<T> items, BiConsumer<Html, T> form) {
        Html html = new Html().raw("<table><thead><tr>");
        heads.forEach(head -> html.raw("<th>").text(head).raw("</th>"));
        html.raw("</tr></thead><tbody>");
        for (T item : items) {
            html.raw("<tr>");
            form.accept(html, item);
            html.raw("</tr>");
        }
        return html.raw("</tbody></table>");
    }

    private static Html section(String title, Html content) {
        String inside = content.toString();
        return inside.isEmpty()
                ? content
                : new Html()
                        .raw("<section><h2>")
                        .text(title)
                        .raw("</h2>")
                        .raw(inside)
                        .raw("</section>");
    }
}

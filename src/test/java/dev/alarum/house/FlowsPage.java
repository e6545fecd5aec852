package dev.alarum.house;

import dev.alarum.house.Flow.Entry;
import dev.alarum.house.Flow.Step;
import dev.alarum.role.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/flows.md}: every flow with what it takes in, what it does and where it leads, as the YAML says. */
final class FlowsPage {
    private static final List<String> SENDING = List.of("to", "toD", "wireTap", "enrich", "pollEnrich");

    private FlowsPage() {}

    /** The page for the flow folders below that one. */
    static String of(Path home) {
        StringBuilder page = new StringBuilder(
                "# The flows\n\n"
                        + "Written from the ids and descriptions in the flow files; `CONTRIBUTING.md` says how to write it anew.\n");
        for (Role role : Role.values()) {
            page.append("\n## ")
                    .append(role.word())
                    .append(": `")
                    .append(role.folder())
                    .append("/`\n");
            if (!role.lentFlows().isEmpty()) {
                page.append("\nWith `alarum.proxmox.*` in its settings also, from the hub's folder: ")
                        .append(role.lentFlows().stream()
                                .map(flow -> "[" + flow + "](../" + Role.HUB.folder() + "/" + flow + Flow.ENDING + ")")
                                .collect(Collectors.joining(", ")))
                        .append(".\n");
            }
            routes(home.resolve(role.folder()), page);
        }
        return page.toString();
    }

    private static void routes(Path folder, StringBuilder page) {
        List<Flow> flows = Flow.in(folder);
        table(page, "flow | takes | what it does | leads to", flows, FlowsPage::route, "route", "routeTemplate");
        table(page, "error policy | what it does", flows, FlowsPage::policy, "routeConfiguration");
        page.append("\n");
        flows.stream()
                .flatMap(flow -> flow.entries().stream())
                .filter(Entry::isRoute)
                .forEach(entry -> {
                    List<Step> told = Flow.steps(entry.content()).stream()
                            .filter(step -> !step.description().isEmpty())
                            .toList();
                    if (!told.isEmpty()) {
                        page.append("**").append(entry.id()).append("**\n\n");
                        told.forEach(step -> page.append("- `")
                                .append(step.id())
                                .append("`: ")
                                .append(line(step.description()))
                                .append('\n'));
                        page.append('\n');
                    }
                });
        page.setLength(page.length() - 1);
    }

    private interface Row {
        String of(Flow flow, Entry entry);
    }

    private static void table(StringBuilder page, String head, List<Flow> flows, Row row, String... kinds) {
        List<String> rows = flows.stream()
                .flatMap(flow -> flow.entries().stream()
                        .filter(entry -> List.of(kinds).contains(entry.kind()))
                        .map(entry -> row.of(flow, entry)))
                .toList();
        if (!rows.isEmpty()) {
            page.append("\n| ").append(head).append(" |\n|");
            page.append("---|".repeat(head.split("\\|").length)).append('\n');
            rows.forEach(page::append);
        }
    }

    private static String route(Flow flow, Entry entry) {
        String leads = Flow.steps(entry.content()).stream()
                .filter(step -> SENDING.contains(step.kind()))
                .map(Step::uri)
                .distinct()
                .map(uri -> "`" + uri + "`")
                .collect(Collectors.joining(" "));
        return Stream.of(
                        "[" + entry.id() + "](../" + folderOf(flow) + ")",
                        "`" + Flow.uriOf(entry.from()) + "`",
                        line(entry.description()),
                        leads)
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String policy(Flow flow, Entry entry) {
        return "| " + entry.id() + " | " + line(entry.description()) + " |\n";
    }

    private static String folderOf(Flow flow) {
        return flow.folder() + "/" + flow.name() + Flow.ENDING;
    }

    private static String line(String description) {
        return description.strip().replaceAll("\\s+", " ").replace("|", "\\|");
    }
}

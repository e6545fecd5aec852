package dev.alarum.house;

import dev.alarum.house.Flow.Entry;
import dev.alarum.house.Flow.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The house rules for a folder of flows. Each finding names flow, fault and remedy. */
final class RouteLint {
    static final int LONGEST_FILE = 120;
    static final int LONGEST_SIMPLE = 60;

    private static final Set<String> KINDS = Set.of("route", "routeTemplate", "templatedRoute", "routeConfiguration");
    private static final Set<String> SCRIPTS = Set.of(
            "groovy",
            "js",
            "javascript",
            "joor",
            "java",
            "mvel",
            "ognl",
            "python",
            "spel",
            "csimple",
            "script",
            "language");
    private static final Set<String> TOLD = Set.of(
            "to",
            "toD",
            "bean",
            "process",
            "choice",
            "filter",
            "aggregate",
            "split",
            "multicast",
            "recipientList",
            "routingSlip",
            "dynamicRouter",
            "wireTap",
            "enrich",
            "pollEnrich",
            "poll",
            "loop",
            "resequence",
            "throttle",
            "delay",
            "circuitBreaker",
            "idempotentConsumer",
            "loadBalance",
            "sql",
            "http");
    private static final Set<String> CALLING_OUT =
            Set.of("http", "https", "exec", "twilio", "twilio2", "smtp", "smtps");
    /** What the operator's own flows may take; ours do not. */
    private static final Set<String> OFFERED = Set.of("seda:events");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:]+)(:[^}]*)?}}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern SECRET = Pattern.compile(".*(secret|token|password|\\.pin|\\.key)");

    private final List<Flow> flows;
    private final List<String> strangers;
    private final Set<String> documentedKeys;
    private final String javaSources;
    private final List<String> findings = new ArrayList<>();

    private RouteLint(List<Flow> flows, List<String> strangers, Set<String> documentedKeys, String javaSources) {
        this.flows = flows;
        this.strangers = strangers;
        this.documentedKeys = documentedKeys;
        this.javaSources = javaSources;
    }

    /**
     * What is wrong in the folder.
     *
     * @param lent the flows of another folder that run beside those of this one
     * @param documentedKeys the keys that config/*.properties list
     * @param javaSources the text of the Java sources, in which a flow's caller may stand
     */
    static List<String> findings(Path folder, List<Flow> lent, Set<String> documentedKeys, String javaSources) {
        List<String> strangers = Flow.files(folder)
                .map(file -> file.getFileName().toString())
                .filter(file -> !file.endsWith(Flow.ENDING))
                .toList();
        return findings(
                Stream.concat(Flow.in(folder).stream(), lent.stream()).toList(),
                strangers,
                documentedKeys,
                javaSources);
    }

    static List<String> findings(
            List<Flow> flows, List<String> strangers, Set<String> documentedKeys, String javaSources) {
        RouteLint lint = new RouteLint(flows, strangers, documentedKeys, javaSources);
        lint.run();
        return List.copyOf(lint.findings);
    }

    private void run() {
        strangers.forEach(file -> say(file, "is no flow; only NAME" + Flow.ENDING + " belongs here"));
        for (Flow flow : flows) {
            file(flow);
            flow.entries().forEach(entry -> entry(flow, entry));
            everyKey(flow);
            placeholders(flow);
        }
        uniqueIds();
        receiversAndSenders();
    }

    private void file(Flow flow) {
        long lines = flow.text().lines().count();
        if (lines > LONGEST_FILE) {
            say(flow, "has " + lines + " lines; over " + LONGEST_FILE + " it is two flows");
        }
        if (!NAME.matcher(flow.name()).matches()) {
            say(flow, "is no kebab-case name");
        }
        List<String> routes =
                flow.entries().stream().filter(Entry::isRoute).map(Entry::id).toList();
        if (!routes.isEmpty() && !routes.contains(flow.name())) {
            say(flow, "no route is named after the file, found " + routes);
        }
        if (flow.entries().isEmpty()) {
            say(flow, "holds nothing");
        }
    }

    private void entry(Flow flow, Entry entry) {
        if (!KINDS.contains(entry.kind())) {
            say(
                    flow,
                    "'" + entry.kind() + "' at the top; only "
                            + KINDS.stream().sorted().toList() + " belong there");
            return;
        }
        if (!"templatedRoute".equals(entry.kind())) {
            idAndDescription(flow, entry.kind(), entry.id(), entry.description());
        }
        if (entry.isRoute()) {
            errorPolicy(flow, entry);
            consumer(flow, entry);
        }
        templateParameters(flow, entry);
        List<Step> steps = Flow.steps(entry.content());
        steps.forEach(step -> step(flow, step));
        callingOut(flow, steps);
    }

    private void errorPolicy(Flow flow, Entry entry) {
        String policy = Flow.text(entry.route().get("routeConfigurationId"));
        if (policy.isEmpty()) {
            say(flow, "route '" + entry.id() + "' names no error policy; give routeConfigurationId");
        } else if (entries("routeConfiguration")
                .noneMatch(configuration -> configuration.id().equals(policy))) {
            say(flow, "routeConfigurationId '" + policy + "' is no routeConfiguration of this folder");
        }
    }

    private void consumer(Flow flow, Entry entry) {
        String uri = Flow.uriOf(entry.from());
        if (uri.isEmpty()) {
            say(flow, "route '" + entry.id() + "' has no from with uri");
        }
        boolean restricted = entry.from().get("parameters") instanceof Map<?, ?> parameters
                && !Flow.text(parameters.get("httpMethodRestrict")).isBlank();
        if (uri.startsWith("platform-http") && !restricted) {
            say(flow, "'" + uri + "' takes any HTTP method; give httpMethodRestrict");
        }
    }

    private void templateParameters(Flow flow, Entry entry) {
        if (!"routeTemplate".equals(entry.kind())) {
            return;
        }
        if (entry.content().get("parameters") instanceof List<?> parameters) {
            for (Object item : parameters) {
                Map<?, ?> parameter = item instanceof Map<?, ?> map ? map : Map.of();
                if (Flow.text(parameter.get("description")).isBlank()) {
                    say(flow, "template parameter '" + parameter.get("name") + "' has no description");
                }
            }
        }
    }

    private void step(Flow flow, Step step) {
        if (TOLD.contains(step.kind())) {
            idAndDescription(flow, step.kind(), step.id(), step.description());
        }
    }

    private void idAndDescription(Flow flow, String kind, String id, String description) {
        // of a template's copies each has its own id
        if (!NAME.matcher(id.replaceAll("\\{\\{[a-z]+}}", "x")).matches()) {
            say(flow, kind + " '" + id + "' has no kebab-case id");
        }
        if (description.isBlank() || description.equals(id)) {
            say(flow, kind + " '" + id + "' has no description");
        }
    }

    /** Headers that came in from outside must not steer what goes out (SECURITY.md). */
    private void callingOut(Flow flow, List<Step> steps) {
        boolean clean = false;
        for (Step step : steps) {
            String pattern =
                    Flow.text(step.content().get("pattern")) + ("removeHeaders".equals(step.kind()) ? step.uri() : "");
            clean = clean
                    || ("removeHeaders".equals(step.kind())
                            && Set.of("*", "Camel*", "CamelHttp*").contains(pattern));
            boolean out = leaves(step);
            if (out && !clean) {
                say(flow, "'" + step.id() + "' calls out with the headers that came in; removeHeaders before it");
            }
            boolean http = step.uri().startsWith("http") || isComputed(step.uri());
            if (out && http) {
                explicit(flow, step, "bridgeEndpoint", "true");
                explicit(flow, step, "followRedirects", "false");
                explicit(flow, step, "throwExceptionOnFailure", "true", "false");
            }
        }
    }

    private static boolean leaves(Step step) {
        String uri = step.uri();
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        boolean sends = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich").contains(step.kind());
        return sends && (CALLING_OUT.contains(scheme) || isComputed(uri));
    }

    private static boolean isComputed(String uri) {
        return uri.startsWith("${") || uri.startsWith("{{");
    }

    private void explicit(Flow flow, Step step, String option, String... allowed) {
        if (!List.of(allowed).contains(Flow.text(step.parameters().get(option)))) {
            say(flow, "'" + step.id() + "' must say " + option + ": " + String.join(" or ", allowed));
        }
    }

    private void everyKey(Flow flow) {
        flow.entries()
                .forEach(entry -> Flow.walk("", entry.content(), (key, value) -> {
                    if (SCRIPTS.contains(key)) {
                        say(flow, "'" + key + "' found; name a bean method instead");
                    }
                    if ("simple".equals(key)) {
                        simple(
                                flow,
                                value instanceof Map<?, ?> map ? Flow.text(map.get("expression")) : Flow.text(value));
                    }
                    if ("uri".equals(key)
                            || (value instanceof String
                                    && Set.of("to", "toD", "wireTap").contains(key))) {
                        uri(flow, Flow.text(value));
                    }
                }));
    }

    private void simple(Flow flow, String expression) {
        if (expression.length() > LONGEST_SIMPLE) {
            say(
                    flow,
                    "expression of " + expression.length() + " characters; name a bean method instead: " + expression);
        }
        if (expression.contains("&&")
                || expression.contains("||")
                || expression.contains("++")
                || expression.contains("--")
                || expression.contains("${joor")
                || expression.contains("${bean")) {
            say(flow, "expression does more than one comparison; name a bean method instead: " + expression);
        }
    }

    private void uri(Flow flow, String uri) {
        if (uri.contains("?")) {
            say(flow, "'" + uri + "' has a query string; write parameters, one a line");
        }
        if (uri.startsWith("language:") || uri.startsWith("bean:") || uri.startsWith("class:")) {
            say(flow, "'" + uri + "' hides Java in an endpoint; write a bean step");
        }
    }

    private void placeholders(Flow flow) {
        Set<String> declared = new HashSet<>();
        flow.entries().stream()
                .filter(entry -> entry.content().get("parameters") instanceof List<?>)
                .forEach(entry -> ((List<?>) entry.content().get("parameters"))
                        .forEach(item ->
                                declared.add(item instanceof Map<?, ?> map ? Flow.text(map.get("name")) : "")));
        String withoutComments = flow.text()
                .lines()
                .filter(line -> !line.strip().startsWith("#"))
                .collect(Collectors.joining("\n"));
        Matcher matcher = PLACEHOLDER.matcher(withoutComments);
        while (matcher.find()) {
            String key = matcher.group(1);
            if (matcher.group(2) != null) {
                say(
                        flow,
                        matcher.group() + " hides a default or calls a function; put the key into config/*.properties");
            } else if (!declared.contains(key) && !documentedKeys.contains(key)) {
                say(flow, matcher.group() + " is neither in config/*.properties nor a declared template parameter");
            } else if (!declared.contains(key) && SECRET.matcher(key).matches()) {
                say(flow, matcher.group() + " is a secret; let a bean use it");
            }
        }
    }

    private void uniqueIds() {
        Set<String> seen = new HashSet<>();
        for (Flow flow : flows) {
            for (Entry entry : flow.entries()) {
                Stream.concat(
                                Stream.of(entry.id()),
                                Flow.steps(entry.content()).stream().map(Step::id))
                        .filter(id -> !id.isEmpty() && !seen.add(id))
                        .forEach(id -> say(flow, "the id '" + id + "' is taken; ids are unique in a folder"));
            }
        }
    }

    private void receiversAndSenders() {
        List<String> receivers = new ArrayList<>();
        List<String> senders = new ArrayList<>();
        for (Flow flow : flows) {
            for (Entry entry : flow.entries()) {
                if (entry.isRoute()) {
                    receivers.add(Flow.uriOf(entry.from()));
                }
                Flow.steps(entry.content()).stream()
                        .map(Step::uri)
                        .filter(RouteLint::isInner)
                        .forEach(senders::add);
            }
        }
        senders.stream()
                .filter(sender -> !OFFERED.contains(sender))
                .filter(sender -> receivers.stream().noneMatch(receiver -> meet(sender, receiver)))
                .forEach(sender -> findings.add("'" + sender + "' has no receiver in this folder"));
        receivers.stream()
                .filter(RouteLint::isInner)
                .filter(receiver -> senders.stream().noneMatch(sender -> meet(sender, receiver)))
                .filter(receiver -> !javaSources.contains('"' + receiver.replaceFirst("\\{\\{.*", "")))
                .forEach(receiver -> findings.add("'" + receiver + "' is called by no flow and no class"));
    }

    private static boolean isInner(String uri) {
        return uri.startsWith("direct:") || uri.startsWith("seda:");
    }

    /** Whether the two may be the same endpoint; what is filled in at run time may be anything. */
    private static boolean meet(String sender, String receiver) {
        return pattern(sender).matcher(receiver).matches()
                || pattern(receiver).matcher(sender).matches();
    }

    private static Pattern pattern(String uri) {
        return Pattern.compile(Stream.of(uri.split("\\{\\{[^}]*}}|\\$\\{[^}]*}", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^:]*")));
    }

    private Stream<Entry> entries(String kind) {
        return flows.stream()
                .flatMap(flow -> flow.entries().stream())
                .filter(entry -> entry.kind().equals(kind));
    }

    private void say(Flow flow, String finding) {
        say(flow.name(), finding);
    }

    private void say(String where, String finding) {
        findings.add(where + ": " + finding);
    }
}

package dev.alarum.e2e;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the token of a stand-in cluster may do: all that is of use to us, less what a test takes away. */
final class ProxmoxRights {
    static final String POWER = "Sys.PowerMgmt";
    static final String AUDIT = "Sys.Audit";
    static final String MODIFY = "Sys.Modify";
    static final String CONSOLE = "Sys.Console";
    static final String GUEST_POWER = "VM.PowerMgmt";
    static final String GUEST_AUDIT = "VM.Audit";

    /** By the beginning of a path; none of them holds below {@code /} itself. */
    private static final Map<String, List<String>> GIVEN = Map.of(
            "/nodes", List.of(POWER, AUDIT),
            "/vms", List.of(GUEST_POWER, GUEST_AUDIT));

    private static final List<String> AT_ROOT = List.of(AUDIT, MODIFY, CONSOLE);

    private record Taken(String right, String path) {}

    private final Set<Taken> taken = ConcurrentHashMap.newKeySet();

    /** From now on the token lacks that right on that path and, but for {@code /}, on everything below. */
    void take(String right, String path) {
        taken.add(new Taken(right, path));
    }

    void giveBack(String right, String path) {
        taken.remove(new Taken(right, path));
    }

    boolean has(String right, String path) {
        return on(path).contains(right);
    }

    /** The rights on a path. */
    List<String> on(String path) {
        List<String> all = path.equals("/")
                ? AT_ROOT
                : GIVEN.entrySet().stream()
                        .filter(entry -> isAtOrBelow(path, entry.getKey()))
                        .flatMap(entry -> entry.getValue().stream())
                        .toList();
        return all.stream()
                .filter(right ->
                        taken.stream().noneMatch(one -> one.right().equals(right) && isAtOrBelow(path, one.path())))
                .toList();
    }

    /** As {@code GET /access/permissions} tells it. */
    String json(String path, Stream<String> without) {
        Set<String> lacking = without.collect(Collectors.toSet());
        List<String> rights =
                on(path).stream().filter(right -> !lacking.contains(right)).toList();
        return rights.isEmpty()
                ? "{}"
                : rights.stream()
                        .map(right -> "\"" + right + "\":1")
                        .collect(Collectors.joining(",", "{\"" + path + "\":{", "}}"));
    }

    private static boolean isAtOrBelow(String path, String other) {
        return path.equals(other) || (!other.equals("/") && path.startsWith(other + "/"));
    }
}

package dev.alarum.role;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One hub or relay that is beaten to.
 *
 * @param name host and port, unique among the targets, fit for the name of a flow
 * @param base its base URL
 */
record Target(String name, URI base) {
    /** The targets of these base URLs, each URL once. */
    static List<Target> of(List<URI> hubs, List<URI> relays) {
        Set<URI> bases = new LinkedHashSet<>(hubs);
        bases.addAll(relays);
        List<Target> targets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (URI base : bases) {
            targets.add(new Target(unused(nameOf(base), names), base));
        }
        return targets;
    }

    /** Where it takes beats. */
    String beats() {
        return base.toString().replaceAll("/+$", "") + "/v1/beats";
    }

    /** Where it takes notices. */
    String notices() {
        return base.toString().replaceAll("/+$", "") + "/v1/notices";
    }

    boolean isSecure() {
        return "https".equalsIgnoreCase(base.getScheme());
    }

    private static String nameOf(URI base) {
        int port = base.getPort() >= 0 ? base.getPort() : "https".equalsIgnoreCase(base.getScheme()) ? 443 : 80;
        String host = base.getHost().replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-|-$", "");
        return host + "-" + port;
    }

    private static String unused(String name, Set<String> names) {
        String unused = name;
        for (int number = 2; !names.add(unused); number++) {
            unused = name + "-" + number;
        }
        return unused;
    }
}

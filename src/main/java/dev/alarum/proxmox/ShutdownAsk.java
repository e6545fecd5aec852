package dev.alarum.proxmox;

import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.HostAnswer.Verdict;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order on its way from host to host.
 *
 * @param order the order
 * @param hosts base URLs that are still to be asked, the next one first
 * @param said what the hosts asked so far said, in words
 * @param anyFailed whether a Proxmox host answered that it could not do it
 * @param outcome what became of it; null while it is on its way
 */
public record ShutdownAsk(
        StepOrder order,
        List<URI> hosts,
        List<String> said,
        boolean anyFailed,
        @Nullable Outcome outcome) {
    /** Copies the lists. */
    public ShutdownAsk {
        hosts = List.copyOf(hosts);
        said = List.copyOf(said);
    }

    static ShutdownAsk of(StepOrder order, List<URI> hosts) {
        return new ShutdownAsk(order, hosts, List.of(), false, null);
    }

    /** Whether there is another host to ask. */
    boolean isUndecided() {
        return outcome == null && !hosts.isEmpty();
    }

    /** Where the order goes next. */
    public String url() {
        String host = hosts.get(0).toString();
        return (host.endsWith("/") ? host.substring(0, host.length() - 1) : host) + "/api2/json/nodes/" + order.node()
                + "/status";
    }

    /** The same order after the first of the hosts has answered. */
    ShutdownAsk after(HostAnswer answer) {
        List<String> words = new ArrayList<>(said);
        if (!answer.words().isEmpty()) {
            words.add(hosts.get(0).getAuthority() + ": " + answer.words());
        }
        boolean failed = anyFailed || answer.verdict() == Verdict.FAILED;
        return new ShutdownAsk(order, hosts.subList(1, hosts.size()), words, failed, decided(answer));
    }

    /** The same order with its end. */
    ShutdownAsk ended(Outcome end, String words) {
        List<String> all = new ArrayList<>(said);
        all.add(words);
        return new ShutdownAsk(order, List.of(), all, anyFailed, end);
    }

    /** What became of it, once no host is left. */
    StepResult result() {
        Outcome end = outcome != null ? outcome : anyFailed ? Outcome.REFUSED : Outcome.UNREACHABLE;
        String words = end == Outcome.ACCEPTED || said.isEmpty() ? null : String.join("; ", said);
        return StepResult.of(order.plan(), order.position(), end, words);
    }

    private static @Nullable Outcome decided(HostAnswer answer) {
        return switch (answer.verdict()) {
            case ACCEPTED -> Outcome.ACCEPTED;
            case REFUSED -> Outcome.REFUSED;
            case FAILED, UNREACHED -> null;
        };
    }
}

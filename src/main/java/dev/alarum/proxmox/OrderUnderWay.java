package dev.alarum.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alarum.plan.ApiRequest;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepKind;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.proxmox.HostAnswer.Verdict;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order on its way from host to host: at each, what is to be sent one after the other, until one takes or refuses it.
 * It belongs to the one message that carries it.
 */
public final class OrderUnderWay {
    private static final ApiRequest OPTIONS = ApiRequest.get("/cluster/options", Map.of());
    /** Whoever may not look is given few options, and no word that there are more. */
    private static final ApiRequest RIGHTS = ApiRequest.get("/access/permissions", Map.of("path", "/"));

    private static final String LOOK = "Sys.Audit";
    private static final String LEFT = "the cluster's option ha is left as it is: ";

    private StepOrder order;
    /** Those that are still to be asked, the one whose turn it is first. */
    private final List<URI> hosts;
    /** What is still to be sent there, the next first. */
    private List<ApiRequest> requests;

    private final List<String> said = new ArrayList<>();
    /** What is to be told even if the order is accepted: the part of it that was not. */
    private final List<String> despite = new ArrayList<>();

    private boolean isOnDisk;
    private boolean isBegun;
    private boolean anyFailed;
    private @Nullable Outcome outcome;

    /** An order that is to be sent to the first of these hosts that takes it. */
    OrderUnderWay(StepOrder order, List<URI> hosts) {
        this.order = order;
        this.hosts = new ArrayList<>(hosts);
        this.requests = order.requests();
        if (requests.isEmpty()) {
            end(Outcome.NOT_NEEDED, "there are no guests");
        }
    }

    /** The order, with what is kept of how things were before as soon as that is known. */
    public StepOrder order() {
        return order;
    }

    /** Whether there is something to be sent. */
    boolean isUndecided() {
        return outcome == null && !hosts.isEmpty();
    }

    /** Whether it must be put on disk before anything more is sent. */
    boolean isIntentDue() {
        return !isOnDisk;
    }

    /** It was put on disk, or that failed. */
    void intended() {
        isOnDisk = true;
    }

    /** Whether something may have been changed by it. */
    boolean isBegun() {
        return isBegun;
    }

    /** The host whose turn it is. */
    URI host() {
        return hosts.get(0);
    }

    /** How the next request goes out. */
    public String method() {
        return request().method();
    }

    /** Where it goes. */
    public String url() {
        return base() + request().path();
    }

    /** What it asks for behind its URL; null if it is no question or asks for nothing more. */
    public @Nullable String query() {
        return request().isChange() || request().form().isEmpty()
                ? null
                : request().encoded();
    }

    /** What it carries, as a form; empty if it is a question. */
    public String form() {
        return request().isChange() ? request().encoded() : "";
    }

    /** All that would be sent, for people; the other way with it, if there is one. */
    String rehearsal() {
        String all = requests.stream().map(one -> one.at(base())).collect(Collectors.joining(", then "));
        return order.kind() == StepKind.HA_OFF
                ? all + ", or where that is not known " + HaPolicy.frozen().at(base())
                : all;
    }

    private String base() {
        return host().toString().replaceFirst("/$", "");
    }

    private ApiRequest request() {
        return requests.get(0);
    }

    /** Gives it its end. */
    void end(Outcome end, @Nullable String words) {
        outcome = end;
        if (words != null) {
            said.add(words);
        }
    }

    /** The host whose turn it is has answered the request. */
    void after(HostAnswer answer) {
        if (request().isChange() && answer.mayBeDone()) {
            begin(answer.verdict() == Verdict.ACCEPTED);
        }
        switch (answer.verdict()) {
            case ACCEPTED -> accepted(answer.data());
            case REFUSED -> refused(answer);
            case FAILED -> failed(answer);
            case UNREACHED -> goOn(answer);
        }
    }

    private void begin(boolean surely) {
        isBegun = true;
        // how it was before an order that may have gone out already is not forgotten for one that may not have arrived
        if (isDisarming() && (surely || !HaPolicy.isKept(order.kept()))) {
            order = order.undoing(StepOrder.ARM_HA);
        }
    }

    private boolean isDisarming() {
        return order.kind() == StepKind.HA_OFF && requests.equals(order.requests());
    }

    private void accepted(@Nullable JsonNode data) {
        if (data != null && request().equals(OPTIONS)) {
            freeze(HaPolicy.of(data));
        } else if (data != null && request().equals(RIGHTS)) {
            freezeIfSeen(data);
        } else if (requests.size() > 1) {
            sendNext();
        } else {
            outcome = Outcome.ACCEPTED;
        }
    }

    private void freeze(@Nullable HaPolicy before) {
        if (before == null) {
            end(Outcome.SKIPPED, LEFT + "it is not understood");
        } else if (before.isAbsent()) {
            requests = List.of(RIGHTS);
        } else {
            keep(before);
        }
    }

    private void freezeIfSeen(JsonNode rights) {
        if (rights.path("/").has(LOOK)) {
            keep(new HaPolicy(Map.of()));
        } else {
            end(Outcome.SKIPPED, LEFT + "the token lacks " + LOOK + " on /, so that it is not seen");
        }
    }

    /** What is kept already was seen before this very order may have changed it. */
    private void keep(HaPolicy before) {
        requests = List.of(before.freeze());
        if (!HaPolicy.isKept(order.kept())) {
            order = order.undoing(before.kept());
            isOnDisk = false;
        }
    }

    private void refused(HostAnswer answer) {
        if (requests.size() > 1) {
            goOnWithout(answer);
        } else if (isDisarming() && answer.isUnknownToIt()) {
            say(answer);
            requests = List.of(OPTIONS);
        } else {
            say(answer);
            outcome = order.kind().isOptional() && answer.isBeyondIt() ? Outcome.SKIPPED : Outcome.REFUSED;
        }
    }

    private void failed(HostAnswer answer) {
        if (requests.size() > 1) {
            goOnWithout(answer);
        } else {
            anyFailed = true;
            goOn(answer);
        }
    }

    /** The node must go whatever becomes of its guests. */
    private void goOnWithout(HostAnswer answer) {
        String words = "its guests are not stopped: " + host().getAuthority() + ": " + answer.words();
        said.add(words);
        despite.add(words);
        sendNext();
    }

    private void sendNext() {
        requests = requests.subList(1, requests.size());
    }

    /** At the next host; that may know what this one did not. */
    private void goOn(HostAnswer answer) {
        say(answer);
        hosts.remove(0);
        if (order.kind() == StepKind.HA_OFF) {
            requests = order.requests();
        }
    }

    private void say(HostAnswer answer) {
        said.add(host().getAuthority() + ": " + answer.words());
    }

    /** What became of it, once it is decided or no host is left. */
    StepResult result() {
        Outcome end = outcome != null ? outcome : anyFailed ? Outcome.REFUSED : Outcome.UNREACHABLE;
        List<String> told = end == Outcome.ACCEPTED ? despite : said;
        boolean isKept =
                order.kind() == StepKind.HA_OFF && isBegun && !order.kept().isEmpty();
        return new StepResult(
                order.plan(),
                order.position(),
                end,
                told.isEmpty() ? null : String.join("; ", told),
                isKept ? order.kept() : null);
    }
}

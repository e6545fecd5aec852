package dev.alarum.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The page at {@code /}: all of the state, readable on a phone, without a script. */
public final class StatusPage {
    private final String css = resource("page.css");
    private final String page = resource("page.html").replace("[[css]]", css);
    private final String login = resource("login.html").replace("[[css]]", css);

    /** The page of that state. */
    public String write(StatusView view) {
        StatusSections sections = new StatusSections(view);
        Html body = new Html()
                .raw("<header><h1>Alarum</h1><span class=\"quiet\">")
                .time(view.hub().now())
                .text(" · up " + Html.spoken(view.hub().upSeconds()) + " · "
                        + view.hub().version())
                .raw("</span></header><main>")
                .raw(banner(view).toString())
                .raw(sections.problems().toString())
                .raw(sections.incidents().toString())
                .raw(sections.plans().toString())
                .raw(sections.nodes().toString())
                .raw(sections.ups().toString())
                .raw(sections.relays().toString())
                .raw(sections.previews().toString())
                .raw(sections.drill().toString())
                .raw("<div class=\"pair\">")
                .raw(sections.news().toString())
                .raw(sections.decisions().toString())
                .raw("</div>")
                .raw(sections.otherCalls().toString())
                .raw("</main>");
        return filled(page, Html.escaped(headline(view) + " · Alarum"), body);
    }

    /** The form that asks for the admin token. */
    public String askForToken() {
        return filled(login, "", new Html());
    }

    /** The same after a wrong token. */
    public String askForTokenAgain() {
        return filled(
                login,
                "",
                new Html()
                        .raw("<p class=\"banner bad\">")
                        .text("That is not the admin token.")
                        .raw("</p>"));
    }

    /** The value of the header {@code Content-Security-Policy}: nothing but the page itself and its own style. */
    public String contentSecurityPolicy() {
        return "default-src 'none'; style-src 'sha256-" + sha256(css)
                + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static Html banner(StatusView view) {
        Html html = new Html()
                .raw("<div class=\"banner ")
                .raw(moodOf(view).cssClass())
                .raw("\"><strong>")
                .text(headline(view))
                .raw("</strong>")
                .text(summary(view));
        if (view.hub().holdSeconds() > 0) {
            String reason = view.hub().holdReason();
            html.raw("<br>")
                    .text("Judging is held for another "
                            + Html.spoken(view.hub().holdSeconds()) + (reason == null ? "" : ": " + reason));
        }
        return html.raw("</div>");
    }

    private static Mood moodOf(StatusView view) {
        Stream<Mood> moods = Stream.of(
                        view.incidents().stream().map(incident -> Mood.ofIncident(incident.state())),
                        view.nodes().stream().map(node -> Mood.ofNode(node.state())),
                        view.ups().stream().map(ups -> Mood.ofPower(ups.state())),
                        Stream.of(Mood.ofHealth(view.hub().health())))
                .flatMap(all -> all)
                .filter(mood -> mood != Mood.IDLE);
        return moods.max(Comparator.naturalOrder()).orElse(Mood.GOOD);
    }

    private static String headline(StatusView view) {
        List<String> parts = new ArrayList<>();
        switch (view.hub().health()) {
            case "UP" -> {}
            case "DEGRADED" -> parts.add("watching is impaired");
            default -> parts.add("this hub cannot do its work");
        }
        count(
                parts,
                view.incidents(),
                incident -> !incident.cause().equals("drill") && Mood.ofIncident(incident.state()) != Mood.IDLE,
                "open incident");
        count(parts, view.nodes(), node -> node.state().equals("FAILED"), "failed node");
        count(parts, view.ups(), ups -> Mood.ofPower(ups.state()).compareTo(Mood.IDLE) > 0, "UPS not on mains");
        if (parts.isEmpty()) {
            return "All is well";
        }
        String said = String.join(", ", parts);
        return said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1);
    }

    private static <T> void count(List<String> parts, List<T> all, Predicate<T> which, String what) {
        long found = all.stream().filter(which).count();
        if (found > 0) {
            parts.add(found + " " + what + (found == 1 || what.startsWith("UPS") ? "" : "s"));
        }
    }

    private static String summary(StatusView view) {
        long up =
                view.nodes().stream().filter(node -> node.state().equals("UP")).count();
        long relays = view.relays().stream()
                .filter(relay -> relay.state().equals("UP"))
                .count();
        return up + " of " + view.nodes().size() + " nodes up, " + relays + " of "
                + view.relays().size() + " relays up";
    }

    private static String filled(String template, String title, Html body) {
        int at = template.indexOf("[[body]]");
        // the body goes in last and is not looked at again: a name may hold anything
        return template.substring(0, at).replace("[[title]]", title)
                + body
                + template.substring(at + "[[body]]".length());
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream resource = StatusPage.class.getResourceAsStream("/dashboard/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("/dashboard/" + name + " is missing in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("/dashboard/" + name + " cannot be read", e);
        }
    }
}

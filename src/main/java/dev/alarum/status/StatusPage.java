package dev.alarum.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

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
        Mood worst = Mood.ofHealth(view.hub().health());
        for (StatusView.IncidentView incident : view.incidents()) {
            Mood mood = Mood.ofIncident(incident.state());
            worst = mood.compareTo(worst) > 0 ? mood : worst;
        }
        return worst == Mood.IDLE ? Mood.GOOD : worst;
    }

    private static String headline(StatusView view) {
        long open = view.incidents().stream()
                .filter(incident -> Mood.ofIncident(incident.state()) != Mood.IDLE)
                .count();
        String health = switch (view.hub().health()) {
            case "UP" -> "";
            case "DEGRADED" -> "Watching is impaired";
            default -> "This hub cannot do its work";
        };
        if (open == 0) {
            return health.isEmpty() ? "All is well" : health;
        }
        String incidents = open == 1 ? "1 incident" : open + " incidents";
        return health.isEmpty()
                ? incidents
                : incidents + "; " + health.substring(0, 1).toLowerCase(Locale.ROOT) + health.substring(1);
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

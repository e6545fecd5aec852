package dev.alarum.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pieces of a page. Whatever is given as text comes out escaped; markup is only made here. */
final class Html {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final StringBuilder html = new StringBuilder();

    /** Markup as it is. */
    Html raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Text, escaped. */
    Html text(@Nullable Object text) {
        html.append(escaped(text == null ? "" : text.toString()));
        return this;
    }

    /** A cell of a table, with the label that a phone shows in front of it. */
    Html cell(String label, Html content) {
        String inside = content.toString();
        return inside.isEmpty()
                ? raw("<td></td>")
                : raw("<td data-label=\"").text(label).raw("\">").raw(inside).raw("</td>");
    }

    /** A cell that needs no label. */
    Html cellOf(String cssClass, Html content) {
        return raw("<td class=\"")
                .text(cssClass)
                .raw("\">")
                .raw(content.toString())
                .raw("</td>");
    }

    /** A word in the colour of its mood. */
    Html pill(Mood mood, String word) {
        return raw("<span class=\"pill ")
                .raw(mood.cssClass())
                .raw("\">")
                .text(word)
                .raw("</span>");
    }

    /** A point in time; what is not ISO 8601 is shown as it is. */
    Html time(@Nullable String iso) {
        if (iso == null) {
            return this;
        }
        try {
            String shown = SHOWN.format(Instant.parse(iso));
            return raw("<time datetime=\"").text(iso).raw("\">").text(shown).raw("</time>");
        } catch (DateTimeParseException e) {
            return text(iso);
        }
    }

    /** A number of seconds as people say it: {@code 12 s}, {@code 4 min}, {@code 2 h 5 min}, {@code 3 d 1 h}. */
    Html seconds(@Nullable Number seconds) {
        return seconds == null
                ? this
                : raw("<span class=\"number\">")
                        .text(spoken(seconds.doubleValue()))
                        .raw("</span>");
    }

    static String spoken(double seconds) {
        Duration duration = Duration.ofMillis(Math.round(seconds * 1000));
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 1) {
            return duration.toMinutes() + " min";
        }
        return duration.toDays() < 1
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /** A percentage without needless digits; nothing if it is not known. */
    Html percent(@Nullable Double percent) {
        return percent == null ? this : text(Math.round(percent) + " %");
    }

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isVisible(point) ? point : 0xfffd);
            }
        });
        return safe.toString();
    }

    /** Control and direction marks could make a name look like another one. */
    private static boolean isVisible(int point) {
        int type = Character.getType(point);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
    }

    @Override
    public String toString() {
        return html.toString();
    }
}

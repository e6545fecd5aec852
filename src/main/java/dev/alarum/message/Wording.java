package dev.alarum.message;

import dev.alarum.status.News;
import java.net.URI;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a digest reads, by mail and on small screens. */
final class Wording {
    /** What is longer is cut in a subject. */
    static final int SUBJECT = 120;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

    private final ZoneId zone;
    private final @Nullable URI hub;

    /** @param hub the page of the hub; null: not known */
    Wording(ZoneId zone, @Nullable URI hub) {
        this.zone = zone;
        this.hub = hub;
    }

    /** The most urgent, and how many there are beside it. */
    String subject(Digest digest) {
        int more = digest.news().size() - 1 + digest.more();
        String first = cut(oneLine(digest.byUrgency().get(0).text()), SUBJECT);
        return "Alarum: " + first + (more > 0 ? " (and " + more + " more)" : "");
    }

    /** A line for each, with its time. */
    String lines(Digest digest) {
        String lines = digest.news().stream()
                .map(news -> TIME.withZone(zone).format(news.at()) + "  " + oneLine(news.text()) + "\n")
                .collect(Collectors.joining());
        String more = digest.more() > 0 ? "… and " + digest.more() + " more; the hub's page has them all\n" : "";
        return lines + more + (hub == null ? "" : "\n" + hub + "\n");
    }

    /** The most urgent ones, as many as have room, without their times. */
    String brief(Digest digest, int longest) {
        List<News> news = digest.byUrgency();
        StringBuilder text = new StringBuilder(cut(oneLine(news.get(0).text()), longest));
        int told = 1;
        for (; told < news.size(); told++) {
            String next = "\n" + oneLine(news.get(told).text());
            if (text.length() + next.length() > longest) {
                break;
            }
            text.append(next);
        }
        int more = news.size() - told + digest.more();
        return text + (more > 0 ? "\n… and " + more + " more" : "");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }
}

package dev.alarum.message;

import dev.alarum.status.News;
import dev.alarum.status.NewsCode.Urgency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * News that goes out together, in the order in which it was told.
 *
 * @param news at least one
 * @param more how many more there were than it may hold
 */
public record Digest(List<News> news, int more) {
    /** Copies the list. */
    public Digest {
        news = List.copyOf(news);
    }

    /** Nothing but this. */
    static Digest of(News only) {
        return new Digest(List.of(only), 0);
    }

    /** This and one more; where that are too many, the newest of the least urgent is left out and counted. */
    Digest plus(News next, int most) {
        List<News> all = new ArrayList<>(news);
        all.add(next);
        if (all.size() <= most) {
            return new Digest(all, more);
        }
        int out = 0;
        for (int i = 1; i < all.size(); i++) {
            out = all.get(i).urgency().compareTo(all.get(out).urgency()) >= 0 ? i : out;
        }
        all.remove(out);
        return new Digest(all, more + 1);
    }

    /** The urgency of the most urgent. */
    Urgency urgency() {
        return byUrgency().get(0).urgency();
    }

    /** The most urgent first, those of equal urgency in the order in which they were told. */
    List<News> byUrgency() {
        return news.stream().sorted(Comparator.comparing(News::urgency)).toList();
    }
}

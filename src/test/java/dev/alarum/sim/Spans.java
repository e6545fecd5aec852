package dev.alarum.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of time, in order and apart from each other; each from a ms up to but not including another. */
final class Spans {
    record Span(long from, long to) {}

    static final Spans NONE = new Spans(List.of());

    private final List<Span> spans;

    private Spans(List<Span> spans) {
        this.spans = spans;
    }

    static Spans of(List<Span> any) {
        List<Span> sorted = new ArrayList<>(any);
        sorted.sort(Comparator.comparingLong(Span::from));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (span.to() <= span.from()) {
                continue;
            }
            if (last != null && span.from() <= last.to()) {
                merged.set(merged.size() - 1, new Span(last.from(), Math.max(last.to(), span.to())));
            } else {
                merged.add(span);
            }
        }
        return new Spans(merged);
    }

    List<Span> all() {
        return spans;
    }

    Spans and(Spans other) {
        List<Span> both = new ArrayList<>(spans);
        both.addAll(other.spans);
        return of(both);
    }

    /** What lies within both. */
    Spans common(Spans other) {
        List<Span> common = new ArrayList<>();
        for (Span one : spans) {
            for (Span two : other.spans) {
                common.add(new Span(Math.max(one.from(), two.from()), Math.min(one.to(), two.to())));
            }
        }
        return of(common);
    }

    /** Each begins so much earlier and ends so much later. */
    Spans wider(long before, long after) {
        return of(spans.stream()
                .map(span -> new Span(span.from() - before, span.to() + after))
                .toList());
    }

    boolean contains(long time) {
        return spans.stream().anyMatch(span -> span.from() <= time && time < span.to());
    }

    /** When the stretch that holds that time began; the time itself if none does. */
    long beginOf(long time) {
        return spans.stream()
                .filter(span -> span.from() <= time && time < span.to())
                .mapToLong(Span::from)
                .findFirst()
                .orElse(time);
    }

    boolean covers(long from, long to) {
        return to <= from || spans.stream().anyMatch(span -> span.from() <= from && to <= span.to());
    }

    boolean touches(long from, long to) {
        return spans.stream().anyMatch(span -> span.from() < to && from < span.to());
    }

    /** How much of that stretch they cover. */
    long within(long from, long to) {
        return spans.stream()
                .mapToLong(span -> Math.max(0, Math.min(span.to(), to) - Math.max(span.from(), from)))
                .sum();
    }

    /** What of that stretch they do not cover. */
    List<Span> gaps(long from, long to) {
        List<Span> gaps = new ArrayList<>();
        long begins = from;
        for (Span span : spans) {
            if (span.from() > begins && begins < to) {
                gaps.add(new Span(begins, Math.min(span.from(), to)));
            }
            begins = Math.max(begins, span.to());
        }
        if (begins < to) {
            gaps.add(new Span(begins, to));
        }
        return gaps;
    }

    /** The moment at which so much time outside of them has passed since {@code from}. */
    long after(long from, long needed) {
        long time = from;
        long left = needed;
        for (Span span : spans) {
            if (span.to() <= time) {
                continue;
            }
            long free = Math.max(0, span.from() - time);
            if (free >= left) {
                return time + left;
            }
            left -= free;
            time = Math.max(time, span.to());
        }
        return time + left;
    }
}

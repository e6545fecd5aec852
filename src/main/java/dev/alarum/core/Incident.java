package dev.alarum.core;

import dev.alarum.call.Impairment;
import dev.alarum.call.Ladder;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentState;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.status.News;
import dev.alarum.store.Row;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Failures of one site judged together, as they stand now. */
final class Incident {
    private static final int NAMED = 5;

    final long id;
    final Name site;
    final Moment opened;
    final Set<Name> nodes = new LinkedHashSet<>();
    final Ladder ladder;
    Cause cause;
    IncidentState state = IncidentState.OPEN;
    /** More nodes belong to it than its row in the store says. */
    boolean grown;
    /** The call about others that acknowledged it before the restart is found. */
    boolean toldAlong;
    /** It was told that nobody can be rung for it. */
    boolean cannotCallTold;
    /** And then that somebody can. */
    boolean canCallTold;
    /** When it may be called at the earliest. */
    Moment callable;
    /** With power: the UPS that reported it. */
    @Nullable
    Name ups;
    /** With power: since when it is certain. */
    @Nullable
    Moment confirmed;
    /** With watch: what is impaired. */
    @Nullable
    Impairment impaired;

    @Nullable
    Moment ended;
    /** With internet or power: since when that is over. */
    @Nullable
    Moment causeOver;

    Incident(long id, Name site, Cause cause, Moment opened, Moment callable, Ladder ladder) {
        this.id = id;
        this.site = site;
        this.cause = cause;
        this.opened = opened;
        this.callable = callable;
        this.ladder = ladder;
    }

    boolean isLive() {
        return state.isLive();
    }

    void add(Collection<Watched> failed) {
        failed.stream().filter(one -> !one.sender.isRelay()).map(Watched::name).forEach(nodes::add);
    }

    void become(IncidentState next, Moment now) {
        state = next;
        ended = next.isLive() ? null : ended == null ? now : ended;
    }

    String names() {
        return nodes.stream().map(Name::text).collect(Collectors.joining(","));
    }

    /** The first names, for people. */
    String someNames() {
        int more = nodes.size() - NAMED;
        return nodes.stream().limit(NAMED).map(Name::text).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    News.About about() {
        return new News.About(
                id,
                site.text(),
                cause.word(),
                state.name().toLowerCase(Locale.ROOT),
                opened.wall(),
                nodes.stream().limit(News.About.NAMED).map(Name::text).toList(),
                nodes.size());
    }

    Row.IncidentRow row() {
        Moment end = ended;
        return new Row.IncidentRow(
                id,
                site.text(),
                cause.word(),
                state.name(),
                opened.wall().toEpochMilli(),
                end == null ? null : end.wall().toEpochMilli(),
                names());
    }
}

package dev.alarum.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alarum.node.Durations;
import dev.alarum.replay.Alarm;
import dev.alarum.replay.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay found, for people and for programs.
 *
 * @param from of the replayed time, in ms since 1970
 * @param until its end
 * @param isCut whether more was asked for, of which nothing is recorded
 * @param ran for how long the hub ran in it
 * @param sets the settings that were changed
 * @param thinned how many gaps were only counted
 * @param asItIs what the settings give without those; null: they do not stand by themselves
 * @param outcomes what they give with them
 */
record ReplayReport(
        long from,
        long until,
        boolean isCut,
        Duration ran,
        Map<String, String> sets,
        long thinned,
        @Nullable List<Outcome> asItIs,
        List<Outcome> outcomes) {
    private static final String HONESTLY = """

            What a replay cannot know: between recorded gaps beats are taken as regular and as direct, and readings as
            regular; whoever is rung answers at once and listens, and Proxmox accepts every order, after which nodes fall
            silent as they did. Changes of other settings in that time are not replayed: all of it is judged by the settings
            of now and those of --set. Calls in the two minutes after the record begins may differ, and what happened while
            the hub did not run is not known.
            """;

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("Replayed ")
                .append(TimeArgument.shown(from))
                .append(" to ")
                .append(TimeArgument.shown(until))
                .append(", in which the hub ran for ")
                .append(Durations.text(ran.truncatedTo(ChronoUnit.SECONDS)))
                .append(isCut ? "; nothing older is recorded.\n" : ".\n");
        text.append(
                sets.isEmpty()
                        ? "With the settings as they are.\n"
                        : "With " + String.join(", ", assignments()) + ", else the settings as they are.\n");
        if (!outcomes.isEmpty()) {
            text.append('\n');
            table(text);
        }
        text.append('\n').append(summary()).append('\n').append(check()).append('\n');
        if (thinned > 0) {
            text.append(thinned)
                    .append(" short gaps were too many to be recorded one by one; of each five minutes the longest is")
                    .append(" replayed.\n");
        }
        return text.append(HONESTLY).toString();
    }

    private String summary() {
        long would = outcomes.stream().filter(one -> one.replayed() != null).count();
        long did = outcomes.stream().filter(one -> one.real() != null).count();
        List<String> parts = new ArrayList<>();
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            long count = count(outcomes, kind);
            if (count > 0) {
                parts.add(count + " " + word(kind));
            }
        }
        return alarms(would) + " would have rung, " + did + " did" + (parts.isEmpty() ? "." : ": ")
                + String.join(", ", parts) + (parts.isEmpty() ? "" : ".");
    }

    /** Whether the replay finds with the settings of now what was: else its differences are not those of the settings. */
    private String check() {
        List<Outcome> checked = asItIs;
        if (checked == null) {
            return "Not checked: without --set the settings are not those of a hub.";
        }
        long differ = checked.size() - count(checked, Outcome.Kind.SAME);
        return differ == 0
                ? "Checked: with the settings as they are, the replay rings for what rang and for nothing else."
                : "Doubtful: with the settings as they are, " + differ + " of " + alarms(checked.size())
                        + " come out otherwise than they did: other settings held then, or the record has holes.";
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("from", TimeArgument.shown(from)).put("until", TimeArgument.shown(until));
        root.put("cut", isCut).put("hubRanSeconds", ran.toSeconds()).put("thinned", thinned);
        ObjectNode set = root.putObject("set");
        sets.forEach(set::put);
        counts(root, "counts", outcomes);
        counts(root, "countsAsItIs", asItIs);
        ArrayNode alarms = root.putArray("alarms");
        for (Outcome outcome : outcomes) {
            ObjectNode one = alarms.addObject().put("outcome", word(outcome.kind()));
            alarm(one, "replayed", outcome.replayed());
            alarm(one, "real", outcome.real());
        }
        return root.toPrettyString() + System.lineSeparator();
    }

    private static void counts(ObjectNode parent, String name, @Nullable List<Outcome> outcomes) {
        if (outcomes == null) {
            parent.putNull(name);
            return;
        }
        ObjectNode counts = parent.putObject(name);
        Arrays.stream(Outcome.Kind.values()).forEach(kind -> counts.put(word(kind), count(outcomes, kind)));
    }

    private static void alarm(ObjectNode parent, String name, @Nullable Alarm alarm) {
        if (alarm == null) {
            parent.putNull(name);
            return;
        }
        ObjectNode one = parent.putObject(name)
                .put("at", java.time.Instant.ofEpochMilli(alarm.at()).toString())
                .put("incident", alarm.incident())
                .put("cause", alarm.cause().word())
                .put("site", alarm.site())
                .put("calls", alarm.calls());
        if (alarm.firstSilence() >= 0) {
            one.put("secondsAfterFirstSilence", (alarm.at() - alarm.firstSilence()) / 1000.0);
        }
        ArrayNode nodes = one.putArray("nodes");
        alarm.nodes().forEach(nodes::add);
    }

    private void table(StringBuilder text) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("FIRST CALL", "OUTCOME", "CAUSE", "SITE", "NODES", "AFTER SILENCE", "CALLS", "INCIDENT"));
        outcomes.forEach(outcome -> lines.add(line(outcome)));
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElse(0);
                one.append("  ")
                        .append(line.get(column))
                        .append(" ".repeat(width - line.get(column).length()));
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
    }

    private static List<String> line(Outcome outcome) {
        Alarm alarm = outcome.alarm();
        Alarm real = outcome.real();
        String cause = alarm.cause().word();
        String was = real == null || real.cause() == alarm.cause()
                ? ""
                : " (was " + real.cause().word() + ")";
        return List.of(
                TimeArgument.shown(alarm.at()),
                told(outcome),
                cause + was,
                alarm.site(),
                alarm.nodes().isEmpty() ? "-" : String.join(",", alarm.nodes()),
                alarm.firstSilence() < 0 ? "-" : seconds(alarm.at() - alarm.firstSilence()),
                String.valueOf(alarm.calls()),
                real == null ? "-" : String.valueOf(real.incident()));
    }

    private static String told(Outcome outcome) {
        Alarm replayed = outcome.replayed();
        Alarm real = outcome.real();
        String word = word(outcome.kind());
        boolean moved = outcome.kind() == Outcome.Kind.EARLIER || outcome.kind() == Outcome.Kind.LATER;
        return moved && replayed != null && real != null
                ? word + " by " + seconds(Math.abs(replayed.at() - real.at()))
                : word;
    }

    private static String seconds(long millis) {
        return millis < 120_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : Durations.text(Duration.ofSeconds(millis / 1000));
    }

    private static long count(List<Outcome> outcomes, Outcome.Kind kind) {
        return outcomes.stream().filter(one -> one.kind() == kind).count();
    }

    private List<String> assignments() {
        return sets.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .toList();
    }

    private static String alarms(long count) {
        return count + (count == 1 ? " incident" : " incidents");
    }

    private static String word(Outcome.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}

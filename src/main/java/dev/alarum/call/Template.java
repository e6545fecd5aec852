package dev.alarum.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences with blanks, a line each, in parts. {@code {value}} is filled in; {@code [flag]} or {@code [!flag]} in front says when
 * the sentence counts; {@code @part} stands for the sentences of another template; {@code #} begins a remark. A sentence
 * that names a value which is not known is left out.
 */
final class Template {
    private static final Pattern FLAG = Pattern.compile("\\G\\[(!?)([a-z-]+)]\\s*");
    private static final Pattern VALUE = Pattern.compile("\\{([a-z-]+)}");

    private final List<Sentence> sentences;

    private Template(List<Sentence> sentences) {
        this.sentences = List.copyOf(sentences);
    }

    /** A sentence, and the parts it stands in: its own and those that take that one in. */
    private record Sentence(Set<String> parts, Set<String> wanted, Set<String> unwanted, String words) {
        boolean isSaid(Map<String, String> known) {
            return known.keySet().containsAll(wanted)
                    && unwanted.stream().noneMatch(known::containsKey)
                    && VALUE.matcher(words).results().allMatch(value -> known.containsKey(value.group(1)));
        }

        String fill(Map<String, String> known) {
            return VALUE.matcher(words)
                    .replaceAll(value -> Matcher.quoteReplacement(known.getOrDefault(value.group(1), "")));
        }
    }

    /**
     * Reads a template.
     *
     * @param part the name of the part
     * @param texts the lines of a part, this one and those it takes in by {@code @part}
     */
    static Template of(String part, Function<String, String> texts) {
        return new Template(read(part, Set.of(), texts));
    }

    private static List<Sentence> read(String part, Set<String> takenInBy, Function<String, String> texts) {
        Set<String> parts = new TreeSet<>(takenInBy);
        parts.add(part);
        List<Sentence> sentences = new ArrayList<>();
        for (String line : texts.apply(part).lines().map(String::strip).toList()) {
            if (line.startsWith("@")) {
                sentences.addAll(read(line.substring(1), parts, texts));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                sentences.add(sentence(parts, line));
            }
        }
        return sentences;
    }

    private static Sentence sentence(Set<String> parts, String line) {
        Set<String> wanted = new TreeSet<>();
        Set<String> unwanted = new TreeSet<>();
        Matcher flag = FLAG.matcher(line);
        int end = 0;
        while (flag.find()) {
            (flag.group(1).isEmpty() ? wanted : unwanted).add(flag.group(2));
            end = flag.end();
        }
        return new Sentence(parts, wanted, unwanted, line.substring(end));
    }

    /**
     * The sentences that can be said.
     *
     * @param known values by name, and flags that hold (their value is not used)
     * @param leftOut the parts that are not said, nor what they take in
     */
    List<String> say(Map<String, String> known, Set<String> leftOut) {
        return sentences.stream()
                .filter(sentence -> Collections.disjoint(sentence.parts(), leftOut))
                .filter(sentence -> sentence.isSaid(known))
                .map(sentence -> sentence.fill(known))
                .toList();
    }

    /** The names of all values and flags it mentions. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Sentence sentence : sentences) {
            names.addAll(sentence.wanted());
            names.addAll(sentence.unwanted());
            VALUE.matcher(sentence.words()).results().forEach(value -> names.add(value.group(1)));
        }
        return names;
    }
}

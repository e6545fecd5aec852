package dev.alarum.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences with blanks, a line each. {@code {value}} is filled in; {@code [flag]} or {@code [!flag]} in front says when
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

    private record Sentence(Set<String> wanted, Set<String> unwanted, String words) {
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
     * @param text its lines
     * @param parts the lines of the templates it takes in by {@code @part}
     */
    static Template of(String text, Function<String, String> parts) {
        List<Sentence> sentences = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("@")) {
                sentences.addAll(of(parts.apply(line.substring(1)), parts).sentences);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                sentences.add(sentence(line));
            }
        }
        return new Template(sentences);
    }

    private static Sentence sentence(String line) {
        Set<String> wanted = new TreeSet<>();
        Set<String> unwanted = new TreeSet<>();
        Matcher flag = FLAG.matcher(line);
        int end = 0;
        while (flag.find()) {
            (flag.group(1).isEmpty() ? wanted : unwanted).add(flag.group(2));
            end = flag.end();
        }
        return new Sentence(wanted, unwanted, line.substring(end));
    }

    /** The sentences that can be said with what is known: values by name, and flags that hold (their value is not used). */
    List<String> say(Map<String, String> known) {
        return sentences.stream()
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

package dev.alarum.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.status.NewsCode.Urgency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of codes and what the core tells together. */
class NewsCodeTest {
    /** The second argument: the first is the moment, and a conditional expression has no comma. */
    private static final Pattern TOLD = Pattern.compile("effects\\s*\\.tell\\(\\s*\\w+,([^,;]+),");

    private static final Pattern CALL = Pattern.compile("effects\\s*\\.tell\\(");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");

    private static Set<String> toldByTheCore() throws IOException {
        Set<String> words = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/alarum/core"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(file);
                List<String> codes = TOLD.matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(codes)
                        .as("calls of tell that this test understands in " + file)
                        .hasSize((int) CALL.matcher(source).results().count());
                for (String code : codes) {
                    Matcher literal = LITERAL.matcher(code);
                    assertThat(code).as("the code is written out, in " + file).matches("[^+]*\"[^+]*");
                    while (literal.find()) {
                        words.add(literal.group(1));
                    }
                }
            }
        }
        return words;
    }

    @Test
    void every_code_that_the_core_tells_is_in_the_table_and_no_other() throws IOException {
        assertThat(toldByTheCore())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(NewsCode.values()).map(NewsCode::word).toList());
    }

    @Test
    void what_ends_a_trouble_has_the_name_and_the_weight_of_what_began_it() {
        assertThat(NewsCode.RECOVERED.trouble()).isEqualTo(NewsCode.INCIDENT.trouble());
        assertThat(NewsCode.RELAY_BACK.trouble()).isEqualTo("relay-gone");
        for (NewsCode end : NewsCode.values()) {
            List<NewsCode> same = Stream.of(NewsCode.values())
                    .filter(code -> code.trouble().equals(end.trouble()))
                    .toList();
            assertThat(same).extracting(NewsCode::isCritical).as(end.word()).containsOnly(end.isCritical());
        }
    }

    @Test
    void the_end_of_what_was_urgent_or_rung_for_is_told_as_recovery() {
        for (NewsCode code : NewsCode.values()) {
            assertThat(code.urgency() == Urgency.RECOVERY).as(code.word()).isEqualTo(code.isEnd() && code.isCritical());
        }
    }

    @Test
    void a_code_that_is_not_in_the_table_is_told_as_urgent() {
        assertThat(new News(Instant.EPOCH, "unheard-of", "hub", "?").urgency()).isEqualTo(Urgency.URGENT);
        assertThat(new News(Instant.EPOCH, "node-back", "hub", "?").urgency()).isEqualTo(Urgency.RECOVERY);
    }
}

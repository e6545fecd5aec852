package dev.alarum.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsLinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern TYPED =
            Pattern.compile("- \\[(FEATURE|CHANGE|ENHANCEMENT|BUGFIX|SECURITY)] [a-z][a-z0-9-]*: .*\\.");

    @Test
    void every_relative_link_leads_somewhere() throws IOException {
        assertThat(brokenLinks(Path.of(""))).isEmpty();
    }

    @Test
    void sees_a_broken_link_and_a_heading_that_is_not_there(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("a.md"),
                "# One Heading\n[ok](b.md) [ok](#one-heading) [no](c.md) [no](b.md#none) [out](https://example.org)\n`[code](d.md)`\n");
        Files.writeString(folder.resolve("b.md"), "# B\n");

        assertThat(brokenLinks(folder)).containsExactly("a.md: c.md", "a.md: b.md#none");
    }

    @Test
    void every_line_of_the_changelog_is_typed() throws IOException {
        assertThat(untypedLines(Files.readString(Path.of("CHANGELOG.md")))).isEmpty();
    }

    @Test
    void sees_an_untyped_changelog_line() {
        assertThat(
                        untypedLines(
                                "# Changelog\n\n## Unreleased\n- [FEATURE] hub: takes beats.\n- hub: is nice.\n- [NEW] hub: x.\n"))
                .containsExactly("- hub: is nice.", "- [NEW] hub: x.");
    }

    @Test
    void every_direct_dependency_has_its_reason() throws IOException {
        String reasons = Files.readString(Path.of("docs/decisions/0003-dependencies.md"));
        String pom = Files.readString(Path.of("pom.xml"));
        String dependencies = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
        Matcher artifact = Pattern.compile("<artifactId>([^<]+)</artifactId>").matcher(dependencies);
        Set<String> unexplained = artifact.results()
                .map(result -> result.group(1))
                .filter(name -> !reasons.contains("`" + name + "`"))
                .collect(Collectors.toSet());

        assertThat(unexplained).isEmpty();
    }

    private static List<String> brokenLinks(Path folder) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages(folder)) {
            String text = CODE.matcher(Files.readString(page)).replaceAll("");
            Matcher link = LINK.matcher(text);
            while (link.find()) {
                if (!link.group(1).matches("[a-z]+:.*") && !leadsSomewhere(page, link.group(1))) {
                    broken.add(folder.relativize(page) + ": " + link.group(1));
                }
            }
        }
        return broken;
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.toAbsolutePath().resolveSibling(file);
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || headings(target).contains(link.substring(hash + 1));
    }

    private static Set<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s*", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<Path> pages(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !folder.relativize(file).startsWith("target"))
                    .filter(file -> !file.toString().contains(".git/"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> untypedLines(String changelog) {
        return changelog
                .lines()
                .dropWhile(line -> !line.startsWith("## "))
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("  "))
                .filter(line -> !TYPED.matcher(line).matches())
                .toList();
    }
}

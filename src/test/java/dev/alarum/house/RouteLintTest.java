package dev.alarum.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.role.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouteLintTest {
    private static final String POLICY = """
            - routeConfiguration:
                id: errors
                description: Writes the fault down and goes on.
            """;
    private static final String GOOD = """
            - routeTemplate:
                id: good
                description: Posts what it is given to a stand-in.
                parameters:
                  - name: target
                    description: Where to.
                route:
                  routeConfigurationId: errors
                  from:
                    uri: platform-http:/v1/good
                    parameters:
                      httpMethodRestrict: POST
                    steps:
                      - removeHeaders:
                          pattern: "*"
                      - setBody:
                          simple: "${header.a}"
                      - choice:
                          id: good-or-not
                          description: Decides whether it is sent.
                          when:
                            - simple: "${body} == '{{alarum.known}}'"
                              steps:
                                - to:
                                    id: post
                                    description: Posts it.
                                    uri: http:{{target}}
                                    parameters:
                                      bridgeEndpoint: true
                                      followRedirects: false
                                      throwExceptionOnFailure: false
                      - to:
                          id: hand-on
                          description: Hands it on.
                          uri: direct:taker-{{alarum.known}}
            - route:
                id: taker
                description: Takes it.
                routeConfigurationId: errors
                from:
                  uri: direct:taker-one
                  steps:
                    - stop: {}
            """;

    @ParameterizedTest
    @EnumSource(Role.class)
    void every_flow_keeps_the_house_rules(Role role) throws IOException {
        assertThat(RouteLint.findings(
                        Path.of(role.folder()), Flow.lentTo(role), DocumentedKeys.in(Path.of("config")), javaSources()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void what_a_role_runs_of_the_hubs_flows_is_there(Role role) {
        assertThat(Flow.lentTo(role)).extracting(Flow::name).containsExactlyInAnyOrderElementsOf(role.lentFlows());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void a_role_that_can_be_started_has_flows(Role role) {
        String wiring = role.word().substring(0, 1).toUpperCase(Locale.ROOT)
                + role.word().substring(1) + "Role.java";

        boolean canBeStarted = Files.exists(Path.of("src/main/java/dev/alarum/role", wiring));

        assertThat(!canBeStarted || !Flow.in(Path.of(role.folder())).isEmpty()).isTrue();
    }

    @Test
    void a_flow_without_a_fault_is_left_alone() {
        assertThat(lint("good", GOOD)).isEmpty();
    }

    /** Each line: what is written instead of what, and the finding that must come of it. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: good$                        | id: god            | no route is named after the file",
                "id: taker$                       | id: Taker          | no kebab-case id",
                "id: hand-on$                     | id: post           | the id 'post' is taken",
                "id: hand-on$                     | note: x            | to '' has no kebab-case id",
                "description: Takes it.           | note: x            | route 'taker' has no description",
                "description: Hands it on.        | note: x            | to 'hand-on' has no description",
                "description: Hands it on.        | description: hand-on | to 'hand-on' has no description",
                "description: Decides whether it is sent. | note: x    | choice 'good-or-not' has no description",
                "description: Where to.           | note: x            | template parameter 'target' has no description",
                "routeConfigurationId: errors$    | note: x            | names no error policy",
                "routeConfigurationId: errors$    | routeConfigurationId: erors | is no routeConfiguration",
                "httpMethodRestrict: POST         | note: x            | takes any HTTP method",
                "pattern: `*`$                    | pattern: `X-*`     | calls out with the headers that came in",
                "bridgeEndpoint: true             | note: x            | must say bridgeEndpoint: true",
                "followRedirects: false           | followRedirects: true | must say followRedirects: false",
                "throwExceptionOnFailure: false   | note: x            | must say throwExceptionOnFailure",
                "uri: http:{{target}}             | uri: http:{{target}}?a=b | has a query string",
                "uri: http:{{target}}             | uri: http:{{tarket}} | {{tarket}} is neither in config",
                "uri: http:{{target}}             | uri: http:{{target:x}} | hides a default",
                "uri: http:{{target}}             | uri: http:{{alarum.hidden.token}} | is a secret",
                "uri: direct:taker-one            | uri: direct:tacker-one | has no receiver in this folder",
                "uri: direct:taker-one            | uri: direct:tacker-one | called by no flow and no class",
                "- stop: {}                       | - script: {}       | 'script' found",
                "simple: `${header.a}`            | groovy: `1 + 1`    | 'groovy' found",
                "simple: `${header.a}`            | simple: `${header.a} == 1 && ${header.b} == 2` | more than one comparison",
                "simple: `${header.a}`            | simple: `${header.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}` | expression of 70 characters",
                "- stop: {}                       | - to: bean:x       | hides Java in an endpoint",
                "- route:                         | - onException:     | at the top",
            })
    void sees_a_planted_mistake(String good, String bad, String finding) {
        String planted = plant(good.replace('`', '"'), bad.replace('`', '"'));

        List<String> findings = lint("good", planted);

        assertThat(findings).anySatisfy(found -> assertThat(found).contains(finding));
    }

    @Test
    void sees_a_flow_that_is_two() {
        assertThat(lint("good", GOOD + "#\n".repeat(RouteLint.LONGEST_FILE)))
                .singleElement()
                .asString()
                .contains("over 120 it is two flows");
    }

    @Test
    void sees_a_file_that_is_no_flow_and_one_that_holds_nothing() {
        assertThat(RouteLint.findings(
                        List.of(Flow.of("routes", "empty", "# nothing\n")), List.of("notes.txt"), Set.of(), ""))
                .containsExactly("notes.txt: is no flow; only NAME.camel.yaml belongs here", "empty: holds nothing");
    }

    @Test
    void knows_keys_that_are_set_and_keys_that_are_commented_out(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("hub.properties"),
                "alarum.a.b=1\n#alarum.c=\n# alarum.d = x\n# of alarum.e we say nothing\n");

        assertThat(DocumentedKeys.in(folder)).containsExactlyInAnyOrder("alarum.a.b", "alarum.c", "alarum.d");
    }

    private static String plant(String good, String bad) {
        String anchor = good.endsWith("$") ? good.substring(0, good.length() - 1) + "\n" : good;
        assertThat(GOOD).contains(anchor);
        return GOOD.replace(anchor, good.endsWith("$") ? bad + "\n" : bad);
    }

    private static List<String> lint(String name, String text) {
        return RouteLint.findings(
                List.of(Flow.of("routes", "errors", POLICY), Flow.of("routes", name, text)),
                List.of(),
                Set.of("alarum.known", "alarum.hidden.token"),
                "");
    }

    private static String javaSources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(RouteLintTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

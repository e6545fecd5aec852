package dev.alarum.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know what. Bindings and strategies are the glue to Camel and to other features: they are exempt where said. */
class ArchitectureTest {
    private static final String BASE = "dev.alarum.";
    private static final JavaClasses PROGRAM = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses TESTS = new ClassFileImporter().importPath(Path.of("target/test-classes"));

    private static final String[] DECIDING = packages(
            "node", "heartbeat", "notice", "ups", "incident", "call", "plan", "alone", "wake", "drill", "core");

    /**
     * What each package may see of ours, beside itself; packages not named here see everything. Of the store, whoever
     * has something to keep sees the rows.
     */
    private static final Map<String, List<String>> MAY_SEE = Map.ofEntries(
            Map.entry("node", List.of()),
            Map.entry("intake", List.of("node")),
            Map.entry("store", List.of("node")),
            Map.entry("heartbeat", List.of("node", "intake", "store")),
            Map.entry("notice", List.of("node", "intake", "store", "heartbeat")),
            Map.entry("ups", List.of("node", "intake", "store", "heartbeat")),
            Map.entry("drill", List.of()),
            Map.entry("incident", List.of("node", "heartbeat", "notice", "ups")),
            Map.entry("plan", List.of("node", "intake", "store", "heartbeat", "ups")),
            Map.entry("wake", List.of("node")),
            Map.entry("alone", List.of("node", "store", "ups", "plan")),
            Map.entry("call", List.of("node", "heartbeat", "notice", "ups", "incident", "plan")),
            Map.entry("net", List.of()),
            Map.entry("proxmox", List.of("node", "net", "plan")),
            Map.entry("status", List.of("node", "heartbeat", "notice", "ups", "incident", "call", "plan")),
            Map.entry("message", List.of("node", "call", "status")),
            Map.entry(
                    "settings",
                    List.of(
                            "node",
                            "heartbeat",
                            "notice",
                            "ups",
                            "incident",
                            "call",
                            "plan",
                            "alone",
                            "wake",
                            "drill",
                            "message",
                            "status")));

    private static final DescribedPredicate<JavaClass> GLUE = DescribedPredicate.describe(
            "bindings and strategies", one -> outermost(one).matches(".*(Binding|Strategy)"));
    private static final DescribedPredicate<JavaClass> NO_GLUE = not(GLUE).as("other than bindings and strategies");

    @Test
    void what_decides_knows_no_camel_no_store_and_no_network() {
        noClasses()
                .that(resideInAnyPackage(DECIDING).and(NO_GLUE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.camel..",
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "io.vertx..",
                        "io.netty..",
                        "java.net.http..",
                        "org.apache.hc..",
                        "com.twilio..",
                        "com.sun.net.httpserver..")
                .because("a decision must be testable without any of them")
                .check(PROGRAM);
    }

    @Test
    void camel_is_known_where_flows_meet_java_only() {
        noClasses()
                .that(not(resideInAnyPackage(packages("role", "command", "settings")))
                        .and(NO_GLUE)
                        .and(not(named("Alarum"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..")
                .because("the rest must outlive the framework")
                .check(PROGRAM);
    }

    @Test
    void the_database_is_known_to_the_store_only() {
        noClasses()
                .that(not(resideInAPackage(BASE + "store..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.springframework.jdbc..")
                .check(PROGRAM);
    }

    @Test
    void of_the_store_only_its_rows_are_known_to_what_decides() {
        noClasses()
                .that(resideInAnyPackage(DECIDING).and(NO_GLUE))
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + "store..").and(not(named("Row|Memory"))))
                .because("rows are plain records; whether and when they are written is not theirs to know")
                .check(PROGRAM);
    }

    @ParameterizedTest
    @MethodSource("restricted")
    void a_package_sees_only_what_it_builds_on(String name, List<String> mayBeSeen) {
        String[] others = Stream.of(
                        PROGRAM.getPackage("dev.alarum").getSubpackages().toArray())
                .map(one -> ((JavaPackage) one).getRelativeName())
                .filter(other -> !other.equals(name) && !mayBeSeen.contains(other))
                .map(other -> BASE + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that(resideInAPackage(BASE + name + "..").and(NO_GLUE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(PROGRAM);
    }

    static Stream<Arguments> restricted() {
        return MAY_SEE.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.alarum.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(GLUE, DescribedPredicate.alwaysTrue())
                .check(PROGRAM);
    }

    @Test
    void nobody_builds_on_glue_but_glue_and_the_roles() {
        noClasses()
                .that(not(resideInAnyPackage(packages("role", "command"))).and(NO_GLUE))
                .should()
                .dependOnClassesThat(GLUE)
                .check(PROGRAM);
    }

    @Test
    void what_decides_reads_no_clock() {
        noClasses()
                .that(resideInAnyPackage(DECIDING).and(NO_GLUE).and(not(named("Moments"))))
                .should()
                .callMethodWhere(readingAClock())
                .because("time is passed in as Moments (law 7); glue waits for real programs and answers")
                .check(PROGRAM);
    }

    @Test
    void the_core_has_no_threads() {
        noClasses()
                .that(resideInAnyPackage(packages("core", "incident")).and(NO_GLUE))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.lang\\.Thread|java\\.util\\.Timer|java\\.util\\.concurrent\\.(.*Executor.*|CompletableFuture)")
                .check(PROGRAM);
    }

    @Test
    void only_what_talks_to_the_console_prints() {
        noClasses()
                .that(not(resideInAnyPackage(packages("command", "role")))
                        .and(NO_GLUE)
                        .and(not(named("Alarum"))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }

    @Test
    void there_is_one_way_to_log() {
        // javax.sql makes every DataSource name a parent logger
        noClasses()
                .that(not(assignableTo(DataSource.class)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "org.apache.logging..",
                        "org.apache.commons.logging..",
                        "org.apache.log4j..")
                .check(PROGRAM);
        classes()
                .that()
                .resideInAPackage("dev.alarum..")
                .should(new LoggersAreNamedAlike())
                .check(PROGRAM);
    }

    @Test
    void names_say_what_a_thing_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .check(PROGRAM);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..manager..", "..impl..", "..misc..")
                .check(PROGRAM);
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() throws IOException {
        Set<String> silent = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                Path info = file.resolveSibling("package-info.java");
                if (!Files.exists(info) || !isComplete(Files.readString(info))) {
                    silent.add(info.toString());
                }
            }
        }

        assertThat(silent)
                .as("package-info.java with a sentence and @NullMarked")
                .isEmpty();
    }

    @Test
    void no_test_sleeps_or_is_switched_off() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "sleep", call -> call.getTarget().getName().equals("sleep")))
                .because("waiting is for a condition, with Awaitility")
                .check(TESTS);
        noClasses().should().beAnnotatedWith(Disabled.class).check(TESTS);
        noMethods().should().beAnnotatedWith(Disabled.class).check(TESTS);
    }

    private static boolean isComplete(String packageInfo) {
        return packageInfo.contains("@NullMarked") && packageInfo.startsWith("/** ");
    }

    private static DescribedPredicate<JavaCall<?>> readingAClock() {
        Set<String> readings = Set.of("currentTimeMillis", "nanoTime", "now", "systemUTC", "systemDefaultZone");
        return DescribedPredicate.describe(
                "reading a clock of the machine",
                call -> readings.contains(call.getTarget().getName())
                        && call.getTargetOwner().getPackageName().matches("java\\.(lang|time)(\\..*)?")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.isAssignableTo(Clock.class)));
    }

    private static DescribedPredicate<JavaClass> named(String pattern) {
        return DescribedPredicate.describe(
                "named " + pattern, one -> outermost(one).matches(pattern));
    }

    private static String outermost(JavaClass one) {
        return one.getEnclosingClass().map(ArchitectureTest::outermost).orElse(one.getSimpleName());
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> BASE + name + "..").toArray(String[]::new);
    }
}

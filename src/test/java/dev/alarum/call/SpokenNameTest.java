package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpokenNameTest {
    private static String said(String name, String language) {
        return SpokenName.of(name, Language.of(language));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pve-02|p v e, zero two",
                "PVE_02|p v e, zero two",
                "pve1|p v e, one",
                "web-1|web one",
                "web12|web twelve",
                "db_01|d b, zero one",
                "dbServer|d b, server",
                "DBServer7|d b, server seven",
                "k8s-worker-101|k eight s worker one hundred and one",
                "nas|nas",
                "backup|backup",
                "raspi|raspi",
                "pi|pi",
                "hp-ups|h p, u p s",
                "srv.example.org|s r v dot example dot org",
                "10.0.5.200|ten dot zero dot five dot two hundred",
                "node007|node, zero zero seven",
                "host2024|host, two zero two four",
                "esx12|e s x, twelve",
                "x|x",
                "0|zero",
                "a-b|a b"
            })
    void is_said_in_english(String name, String said) {
        assertThat(said(name, "en")).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de|p v e, null zwei|web einundzwanzig|k acht s|lager Punkt lan",
                "es|p v e, cero dos|web veintiuno|k ocho s|lager punto lan",
                "fr|p v e, zéro deux|web vingt et un|k huit s|lager point lan"
            })
    void is_said_in_the_words_of_each_language(String language, String pve, String web, String k8s, String lager) {
        assertThat(List.of(
                        said("pve-02", language),
                        said("web21", language),
                        said("k8s", language),
                        said("lager.lan", language)))
                .containsExactly(pve, web, k8s, lager);
    }

    @ParameterizedTest
    @CsvSource({
        "en, one hundred, two hundred and five, nine hundred and ninety-nine",
        "de, einhundert, zweihundert fünf, neunhundert neunundneunzig",
        "es, cien, doscientos cinco, novecientos noventa y nueve",
        "fr, cent, deux cent cinq, neuf cent quatre-vingt-dix-neuf"
    })
    void hundreds_are_numbers_too(String language, String hundred, String more, String most) {
        Language in = Language.of(language);

        assertThat(List.of(in.number(100), in.number(205), in.number(999))).containsExactly(hundred, more, most);
    }

    @Test
    void words_people_call_machines_by_are_read() {
        List<String> words = List.of(
                "alpha",
                "apollo",
                "attic",
                "backup",
                "bastion",
                "castle",
                "cellar",
                "cloud",
                "desktop",
                "docker",
                "gateway",
                "garage",
                "git",
                "grafana",
                "home",
                "host",
                "jellyfin",
                "keller",
                "lab",
                "laptop",
                "mail",
                "master",
                "media",
                "monitor",
                "nas",
                "nextcloud",
                "node",
                "office",
                "plex",
                "printer",
                "proxmox",
                "proxy",
                "rack",
                "raspberry",
                "router",
                "schrank",
                "server",
                "storage",
                "switch",
                "synology",
                "test",
                "truenas",
                "vault",
                "web",
                "worker",
                "zeus",
                "knecht",
                "speicher",
                "zwerg",
                "strumpf",
                "ordinateur",
                "cuisine",
                "sauvegarde",
                "almacen",
                "cocina",
                "servidor",
                "bureau",
                "phoenix",
                "munich",
                "light",
                "north",
                "fourth",
                "watch",
                "length");

        assertThat(words).noneMatch(SpokenName::isSpelled);
    }

    @Test
    void what_nobody_could_read_is_spelled() {
        List<String> spelled = List.of(
                "pve", "db", "dns", "ssh", "vm", "srv", "ns", "www", "nfs", "gpu", "cpu", "lxc", "kvm", "sql", "hp",
                "ha", "ups", "api", "esx", "mysql", "etcd", "xkcd", "qq", "bcdfg", "ngx");

        assertThat(spelled).allMatch(SpokenName::isSpelled);
    }

    @ParameterizedTest
    @MethodSource("dev.alarum.call.LanguagesTest#languages")
    void of_a_very_long_one_the_beginning_and_the_end_are_said(String language) {
        String omitted = Language.of(language).word("omitted");

        assertThat(said("x".repeat(63), language)).isEqualTo("x x x x x x x, " + omitted + ", x x x x");
        assertThat(said("server-in-the-cellar-of-the-house-on-the-hill-beside-the-lake-01", language))
                .startsWith("server in ")
                .contains(omitted)
                .endsWith(Language.of(language).number(0) + " "
                        + Language.of(language).number(1));
        assertThat(said("ba".repeat(31) + "b", language)).doesNotContain(omitted);
    }

    @Test
    void names_in_a_row_are_set_off_by_semicolons_when_they_have_commas() {
        Language english = Language.of("en");

        assertThat(english.list(List.of("web one", "web two"), 2)).isEqualTo("web one and web two");
        assertThat(english.list(List.of("web one"), 3)).isEqualTo("web one and 2 others");
        assertThat(english.list(List.of("p v e, one", "p v e, two", "web"), 3))
                .isEqualTo("p v e, one; p v e, two; and web");
    }

    @Test
    void and_becomes_e_in_spanish_before_the_sound_of_i() {
        Language spanish = Language.of("es");

        assertThat(spanish.list(List.of("web", "iris"), 2)).isEqualTo("web e iris");
        assertThat(spanish.list(List.of("web", "hidra"), 2)).isEqualTo("web e hidra");
        assertThat(spanish.list(List.of("web", "hielo"), 2)).isEqualTo("web y hielo");
        assertThat(spanish.list(List.of("web", "yoda"), 2)).isEqualTo("web y yoda");
        assertThat(spanish.list(List.of("web", "nas"), 2)).isEqualTo("web y nas");
    }

    @ParameterizedTest
    @CsvSource({
        "en, one second, 59 seconds, one minute, 12 minutes, one hour, one hour and 30 minutes, 2 hours and one minute, 2 days",
        "de, eine Sekunde, 59 Sekunden, eine Minute, 12 Minuten, eine Stunde, eine Stunde und 30 Minuten, 2 Stunden und eine Minute, 2 Tage",
        "es, un segundo, 59 segundos, un minuto, 12 minutos, una hora, una hora y 30 minutos, 2 horas y un minuto, 2 días",
        "fr, une seconde, 59 secondes, une minute, 12 minutes, une heure, une heure et 30 minutes, 2 heures et une minute, 2 jours"
    })
    void lengths_of_time_are_said_in_words_and_one_is_never_a_plural(
            String language,
            String second,
            String seconds,
            String minute,
            String minutes,
            String hour,
            String half,
            String two,
            String days) {
        assertThat(List.of(
                        said(language, 1),
                        said(language, 59),
                        said(language, 119),
                        said(language, 12 * 60 + 59),
                        said(language, 3600),
                        said(language, 5400),
                        said(language, 7260),
                        said(language, 49 * 3600)))
                .containsExactly(second, seconds, minute, minutes, hour, half, two, days);
    }

    private static String said(String language, long seconds) {
        return Language.of(language).duration(java.time.Duration.ofSeconds(seconds));
    }
}

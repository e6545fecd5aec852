package dev.alarum.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {
    private final StatusPage page = new StatusPage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</title></style><script>",
                "[[body]][[css]]",
                "&lt;b&gt;"
            })
    void whatever_a_name_holds_is_only_text(String name) {
        String html = page.write(StatusSample.hostile(name));

        // the marks of the page itself are the same whatever the text is
        String ofPlainText = page.write(StatusSample.hostile("plain"));
        assertThat(marksOf(html)).isEqualTo(marksOf(ofPlainText));
        assertThat(html).contains(Html.escaped(name));
        assertThat(html.split(Pattern.quote(Html.escaped(name)), -1)).hasSameSizeAs(ofPlainText.split("plain", -1));
    }

    @Test
    void marks_that_turn_the_direction_of_writing_are_shown_as_unreadable() {
        assertThat(Html.escaped("pve\u202e10\u0000\n")).isEqualTo("pve\ufffd10\ufffd\ufffd");
    }

    @Test
    void every_part_of_the_state_is_shown() {
        String html = page.write(StatusSample.outage());

        assertThat(html)
                .contains(
                        "<title>Watching is impaired, 1 open incident, 1 failed node, 2 UPS not on mains · Alarum</title>")
                .contains("Judging is held for another 12 s: frozen for 8 s")
                .contains("1 of 4 nodes up, 1 of 1 relays up")
                .contains("pve-01 is heard directly only.")
                .contains("#7 power at home", ">CALLING<", "pve-02, nas", ">no-answer<", "Ben", "21215 Geo permission")
                .contains("relay:attic 75 s", "<td data-label=\"last beat\"><span class=\"number\">44 s</span></td>")
                .contains("41 %", "21 min", "13 %", "replace battery")
                .contains("not armed", "403 Permission check failed")
                .contains("nas is back.", "ordered 2 shutdowns", "ON_BATTERY in 3 readings over 15 s")
                .contains("http-equiv=\"refresh\" content=\"5\"")
                .doesNotContain("null", "<script");
    }

    @Test
    void a_quiet_day_says_so_and_shows_no_empty_sections() {
        String html = page.write(StatusSample.of("UP"));

        assertThat(html).contains("All is well", "class=\"banner good\"").doesNotContain("Incidents", "Plans", "UPS");
    }

    @Test
    void a_hub_that_is_down_is_never_called_well() {
        assertThat(page.write(StatusSample.of("DOWN")))
                .contains("This hub cannot do its work", "class=\"banner bad\"")
                .doesNotContain("All is well");
    }

    @Test
    void the_policy_allows_exactly_the_style_of_the_page() throws Exception {
        Matcher style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(page.askForToken());
        assertThat(style.find()).isTrue();

        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes("UTF-8"));

        assertThat(page.contentSecurityPolicy())
                .contains("default-src 'none'", "sha256-" + Base64.getEncoder().encodeToString(digest))
                .doesNotContain("unsafe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.4=0.4 s", "12.2=12 s", "119.4=119 s", "120=2 min", "3661=1 h 1 min", "90000=1 d 1 h"})
    void durations_are_said_as_people_say_them(String example) {
        String[] parts = example.split("=");

        assertThat(Html.spoken(Double.parseDouble(parts[0]))).isEqualTo(parts[1]);
    }

    private static String marksOf(String html) {
        return Pattern.compile("<[^>]*>")
                .matcher(html)
                .results()
                .map(mark -> mark.group().replaceAll("\"[^\"]*\"", "\"\""))
                .reduce("", String::concat);
    }
}

package dev.alarum.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.node.Name;
import dev.alarum.node.Sender;
import dev.alarum.node.SenderKey;
import dev.alarum.node.Stamp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeatLineTest {
    /** The 32 bytes 0, 1, … 31. */
    private static final SenderKey KEY = SenderKey.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private static final SenderKey OTHER = SenderKey.parse("BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    private static final Stamp STAMP = new Stamp(1767225600000L, 42);

    @Test
    void a_line_of_a_node_is_written_read_and_verified() {
        BeatLine line = BeatLine.ofNode(new Name("pve-01"), STAMP, KEY);

        BeatLine read = BeatLine.parse(line.text());

        assertThat(read).isEqualTo(line);
        assertThat(read.sender()).isEqualTo(Sender.node(new Name("pve-01")));
        assertThat(read.isMadeWith(KEY)).isTrue();
        assertThat(read.isMadeWith(OTHER)).isFalse();
    }

    @Test
    void a_batch_begins_with_the_relays_line_and_goes_on_with_the_lines_unchanged() {
        String nodes = BeatLine.ofNode(new Name("pve-01"), STAMP, KEY) + "\n";

        String body = BeatLine.batch(new Name("attic"), STAMP, OTHER, nodes);

        assertThat(body).startsWith("relay:attic 1767225600000 42 ").endsWith("\n" + nodes);
        BeatLine first = BeatLine.parse(body.substring(0, body.indexOf('\n')));
        assertThat(first.isMadeWith(OTHER, nodes.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(first.isMadeWith(OTHER, (nodes + " ").getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(first.isMadeWith(KEY, nodes.getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void a_node_called_like_a_relay_cannot_speak_for_it() {
        BeatLine node = BeatLine.ofNode(new Name("attic"), STAMP, KEY);
        BeatLine relay = BeatLine.parse("relay:" + node.text());

        assertThat(relay.isMadeWith(KEY)).isFalse();
        assertThat(relay.isMadeWith(KEY, new byte[0])).isFalse();
    }

    @Test
    void every_changed_word_makes_the_mac_wrong() {
        String mac = BeatLine.ofNode(new Name("pve-01"), STAMP, KEY).mac();

        assertThat(BeatLine.parse("pve-02 1767225600000 42 " + mac).isMadeWith(KEY))
                .isFalse();
        assertThat(BeatLine.parse("pve-01 1767225600001 42 " + mac).isMadeWith(KEY))
                .isFalse();
        assertThat(BeatLine.parse("pve-01 1767225600000 43 " + mac).isMadeWith(KEY))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "pve-01",
                "pve-01 1 2",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAAAA extra",
                "pve-01  1 2 AAAAAAAAAAAAAAAAAAAAAA",
                " pve-01 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAAAA ",
                "pve-01\t1\t2\tAAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 0 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 0 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 -1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 +1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 01 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1.0 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1e3 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 ١ 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 9007199254740992 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 9007199254740992 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 99999999999999999999 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAA==",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAA+/",
                "pve_01_ 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "-pve 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "p\u0000ve 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "<Hangup/> 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "relay: 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "Relay:attic 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "relay:relay:attic 1 2 AAAAAAAAAAAAAAAAAAAAAA",
                "pve-01 1 2 AAAAAAAAAAAAAAAAAAAAAA\r"
            })
    void a_line_of_another_form_is_refused(String line) {
        assertThatThrownBy(() -> BeatLine.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_largest_numbers_are_taken() {
        BeatLine line = BeatLine.ofNode(new Name("a"), new Stamp(Stamp.MAX, Stamp.MAX), KEY);

        assertThat(BeatLine.parse(line.text()).isMadeWith(KEY)).isTrue();
    }
}

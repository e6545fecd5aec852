package dev.alarum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetKeyRingTest {
    /** The bytes 0 to 31. */
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0001…1e1f -kdfopt info:node:pve1:1 HKDF
    private static final String NODE_PVE1_1 = "yFjc7ZrL-dQbkxZINzMRVW0Q04aLr3nnfQyyUItmtu0";
    private static final String NODE_PVE1_2 = "7pArz5nlAHBpTxWhPrfzaS9OhXaO03VZmihTfp-rftA";
    private static final String RELAY_PVE1_1 = "gH1woOyQKWQrJRFY5iOzTjwhAUcbwyUcofiuWfuk_5w";

    private static final Sender PVE1 = Sender.node(new Name("pve1"));

    private Moment now = new Moment(0, Instant.EPOCH);

    @TempDir
    Path folder;

    @BeforeEach
    void secret() throws IOException {
        PrivateFile.create(folder.resolve(FleetSecret.FILE), SECRET + "\n");
    }

    @Test
    void a_key_is_what_openssl_derives() throws IOException {
        KeyRing ring = ring();

        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_1);
        assertThat(key(ring, Sender.node(new Name("PVE1")))).isEqualTo(NODE_PVE1_1);
        assertThat(key(ring, Sender.relay(new Name("pve1")))).isEqualTo(RELAY_PVE1_1);
    }

    @Test
    void a_renewed_key_counts_after_a_second_without_a_restart() throws IOException {
        KeyRing ring = ring();
        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_1);

        KeyGenerations.in(folder).renewed(PVE1).keepIn(folder);

        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_1);
        later(Duration.ofMillis(1001));
        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_2);
        assertThat(key(ring, Sender.relay(new Name("pve1")))).isEqualTo(RELAY_PVE1_1);
    }

    @Test
    void a_message_under_the_old_key_is_not_verified_by_the_new_one() throws IOException {
        KeyRing ring = ring();
        String mac = ring.keyOf(PVE1).orElseThrow().shortMac("beat pve1 1 1");

        KeyGenerations.in(folder).renewed(PVE1).keepIn(folder);
        later(Duration.ofSeconds(2));

        SenderKey renewed = ring.keyOf(PVE1).orElseThrow();
        assertThat(renewed.verifies("beat pve1 1 1", mac)).isFalse();
        assertThat(renewed.verifies("beat pve1 1 1", renewed.shortMac("beat pve1 1 1")))
                .isTrue();
    }

    @Test
    void the_generations_are_kept_for_their_owner_only_and_read_at_start() throws IOException {
        KeyGenerations.in(folder).renewed(PVE1).keepIn(folder);

        Path file = folder.resolve(KeyGenerations.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(key(ring(), PVE1)).isEqualTo(NODE_PVE1_2);
    }

    @Test
    void generations_that_vanish_or_break_while_running_change_nothing() throws IOException {
        KeyGenerations.in(folder).renewed(PVE1).keepIn(folder);
        KeyRing ring = ring();
        Path file = folder.resolve(KeyGenerations.FILE);

        Files.writeString(file, "node:pve1=many\n");
        later(Duration.ofSeconds(2));
        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_2);

        Files.delete(file);
        later(Duration.ofSeconds(2));
        assertThat(key(ring, PVE1)).isEqualTo(NODE_PVE1_2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:pve1", "node:pve1=0", "node:pve1=x", "ups:pve1=2", "pve1=2", "node:-=2"})
    void a_broken_line_stops_the_start_and_is_named(String line) throws IOException {
        Files.writeString(folder.resolve(KeyGenerations.FILE), line + "\n");

        assertThatThrownBy(this::ring)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'" + line + "'")
                .hasMessageContaining("for instance node:pve1=2");
    }

    @Test
    void a_revoked_sender_has_no_key() throws IOException {
        KeyRing ring = FleetKeyRing.in(folder, Set.of(Sender.node(new Name("PVE1"))), () -> now);

        assertThat(ring.keyOf(PVE1)).isEmpty();
        assertThat(ring.keyOf(Sender.relay(new Name("pve1")))).isPresent();
    }

    @Test
    void a_key_in_use_is_derived_once_however_many_senders_beat_and_names_are_invented() throws IOException {
        KeyRing ring = ring();
        List<Sender> beating = senders("node-", 20_000);
        List<SenderKey> keys = keysOf(ring, beating);

        for (int round = 0; round < 4; round++) {
            keysOf(ring, senders("invented-" + round + "-", 20_000));

            assertThat(keysOf(ring, beating))
                    .usingElementComparator(byIdentity())
                    .isEqualTo(keys);
        }
    }

    private static List<Sender> senders(String stem, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Sender.node(new Name(stem + number)))
                .toList();
    }

    private static List<SenderKey> keysOf(KeyRing ring, List<Sender> senders) {
        return senders.stream().map(sender -> ring.keyOf(sender).orElseThrow()).toList();
    }

    @SuppressWarnings("ReferenceEquality")
    private static Comparator<SenderKey> byIdentity() {
        return (one, other) -> one == other ? 0 : 1;
    }

    private KeyRing ring() throws IOException {
        return FleetKeyRing.in(folder, Set.of(), () -> now);
    }

    private void later(Duration duration) {
        now = now.plus(duration);
    }

    private static String key(KeyRing ring, Sender sender) {
        return ring.keyOf(sender).orElseThrow().encoded();
    }
}

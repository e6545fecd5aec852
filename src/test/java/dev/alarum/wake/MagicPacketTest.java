package dev.alarum.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicPacketTest {
    @Test
    void is_six_times_ff_and_sixteen_times_the_address_of_the_card() {
        byte[] packet = MagicPacket.of(WakeAddress.parse("3C:EC:EF:01:a3:45"));

        assertThat(packet).hasSize(102);
        assertThat(HexFormat.of().formatHex(packet)).isEqualTo("ff".repeat(6) + "3cecef01a345".repeat(16));
    }

    @ParameterizedTest
    @CsvSource({
        "3c:ec:ef:01:23:45, 3c:ec:ef:01:23:45@255.255.255.255:9",
        "3C-EC-EF-01-23-45, 3c:ec:ef:01:23:45@255.255.255.255:9",
        "3c:ec:ef:01:23:45@192.168.1.255, 3c:ec:ef:01:23:45@192.168.1.255:9",
        "3c:ec:ef:01:23:45@10.0.0.255:7, 3c:ec:ef:01:23:45@10.0.0.255:7"
    })
    void an_address_of_the_settings_is_read_in_each_of_its_forms(String given, String whole) {
        assertThat(WakeAddress.parse(given)).hasToString(whole);
        assertThat(WakeAddress.parse(whole)).isEqualTo(WakeAddress.parse(given));
    }

    @ParameterizedTest
    @CsvSource({
        "3c:ec:ef:01:23, network card",
        "3c:ec:ef:01:23:4g, network card",
        "3cecef012345, network card",
        "3c:ec:ef:01:23:45@, network card",
        "3c:ec:ef:01:23:45@lan, network card",
        "3c:ec:ef:01:23:45@10.0.0.255:, network card",
        "01:00:5e:00:00:01, no card",
        "00:00:00:00:00:00, no card",
        "3c:ec:ef:01:23:45@10.0.0, four numbers",
        "3c:ec:ef:01:23:45@10.0.0.256, four numbers",
        "3c:ec:ef:01:23:45@10.0.0.255:0, 1 to 65535",
        "3c:ec:ef:01:23:45@10.0.0.255:65536, 1 to 65535"
    })
    void an_address_that_is_none_is_refused_with_what_would_be_right(String given, String rule) {
        assertThatThrownBy(() -> WakeAddress.parse(given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }
}

package dev.alarum.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootBehindTest {
    @Test
    void reads_the_boot_of_a_refusal() {
        assertThat(BootBehind.in(409, "{\"error\":\"x\",\"boot\": 1795415263118}"))
                .hasValue(1_795_415_263_118L);
    }

    @Test
    void reads_it_among_refused_lines() {
        assertThat(BootBehind.in(200, "{\"refused\":[{\"line\":1,\"status\":409,\"boot\":7}]}"))
                .hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{\"boot\":\"7\"}", "{\"boot\":99999999999999999999999}", "{\"boot\":", "[]", "7"})
    void finds_none_in_anything_else(String body) {
        assertThat(BootBehind.in(409, body)).isEmpty();
    }

    @Test
    void does_not_look_into_other_answers() {
        assertThat(BootBehind.in(401, "{\"boot\":7}")).isEmpty();
    }
}

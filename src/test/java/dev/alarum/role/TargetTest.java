package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void is_named_by_host_and_port() {
        assertThat(Target.of(
                        List.of(URI.create("https://hub.example"), URI.create("http://10.8.0.1:8080")),
                        List.of(URI.create("http://[fd00::1]:8081/"))))
                .extracting(Target::name)
                .containsExactly("hub.example-443", "10.8.0.1-8080", "fd00-1-8081");
    }

    @Test
    void is_one_target_though_named_twice_and_two_behind_one_door() {
        URI hub = URI.create("http://10.8.0.1:8080");

        assertThat(Target.of(List.of(hub, hub), List.of(hub, URI.create("http://10.8.0.1:8080/b"))))
                .extracting(Target::name)
                .containsExactly("10.8.0.1-8080", "10.8.0.1-8080-2");
    }

    @Test
    void takes_beats_and_notices_below_its_base() {
        Target target = Target.of(List.of(URI.create("https://example.org/alarum/")), List.of())
                .get(0);

        assertThat(target.beats()).isEqualTo("https://example.org/alarum/v1/beats");
        assertThat(target.notices()).isEqualTo("https://example.org/alarum/v1/notices");
    }
}

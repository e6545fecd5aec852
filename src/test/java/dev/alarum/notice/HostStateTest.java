package dev.alarum.notice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostStateTest {
    private final HostState host = new HostState();

    @Test
    void is_stopping_when_systemd_says_so() {
        assertThat(host.isStopping("stopping\n")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "degraded", "maintenance", "", "not stopping", "offline"})
    void is_not_stopping_otherwise(String state) {
        assertThat(host.isStopping(state)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "poweroff.target, shutdown",
        "halt.target, shutdown",
        "reboot.target, reboot",
        "kexec.target, reboot",
        "soft-reboot.target, reboot",
        "rescue.target, ''"
    })
    void knows_the_kind_by_the_job_that_starts(String unit, String kind) {
        String jobs = "   7 ssh.service stop running\n 12 " + unit + " start waiting\n";

        assertThat(host.kindOf(jobs)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "No jobs running.", "12 reboot.target stop waiting", "12 my-reboot.target start waiting"})
    void sees_no_kind_in_other_jobs(String jobs) {
        assertThat(host.kindOf(jobs)).isEmpty();
    }
}

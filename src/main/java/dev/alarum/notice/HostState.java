package dev.alarum.notice;

import java.util.Arrays;

/** What systemd says about the host, read from the output of systemctl. */
public final class HostState {
    /** Whether {@code systemctl is-system-running} says that the host is stopping. */
    public boolean isStopping(String state) {
        return "stopping".equals(state.strip());
    }

    /** What the jobs of {@code systemctl list-jobs} lead to: {@code reboot}, {@code shutdown}, or nothing of the kind. */
    public String kindOf(String jobs) {
        if (starts(jobs, "reboot.target") || starts(jobs, "kexec.target") || starts(jobs, "soft-reboot.target")) {
            return "reboot";
        }
        return starts(jobs, "poweroff.target") || starts(jobs, "halt.target") ? "shutdown" : "";
    }

    /** A job is a line {@code NUMBER UNIT TYPE STATE}. */
    private static boolean starts(String jobs, String unit) {
        return jobs.lines()
                .map(line -> Arrays.asList(line.strip().split("\\s+", -1)))
                .anyMatch(words -> words.size() >= 3
                        && words.get(1).equals(unit)
                        && words.get(2).equals("start"));
    }
}

package dev.alarum.command;

import java.time.Clock;
import java.util.List;

/** All commands, in the order of the help. */
public final class Commands {
    private Commands() {}

    /** One line a command; a new one is added here. */
    public static List<Command> all() {
        return List.of(
                new DemoCommand(),
                new StatusCommand(),
                new WhyCommand(),
                new ReplayCommand(Clock.systemUTC()),
                SettleCommand.ack(),
                SettleCommand.close(),
                new DrillCommand(),
                new PlanCommand(),
                new EnrollCommand(),
                new ForgetCommand(),
                new CheckCommand(Probes::ofHub, TestCallProbe::of),
                new NoticeCommand(),
                InstallCommand.install(),
                InstallCommand.uninstall());
    }
}

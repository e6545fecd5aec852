package dev.alarum.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Why settings are refused: everything that is wrong with them, in one list. No secret is in it. */
public final class SettingsProblems extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingProblem> problems;

    /** All that is wrong; at least one. */
    public SettingsProblems(List<SettingProblem> problems) {
        super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** One problem with the command line itself. */
    public static SettingsProblems withArgument(String argument, String rule, String example) {
        return new SettingsProblems(List.of(new SettingProblem(argument, null, "command line", rule, example)));
    }

    /** The list. */
    public List<SettingProblem> problems() {
        return problems;
    }
}

package dev.alarum.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command is run.
 *
 * @param out what was asked for
 * @param err what is wrong
 * @param environment environment variables
 * @param home the home folder, {@code alarum.home}
 */
public record Console(PrintStream out, PrintStream err, Map<String, String> environment, Path home) {}

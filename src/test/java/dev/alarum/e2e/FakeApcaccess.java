package dev.alarum.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A program in the place of apcaccess, whose behaviour a test changes while a relay runs it. */
final class FakeApcaccess {
    private static final Path FIXTURES =
            Path.of("src/test/resources/fixtures/ups/apcupsd").toAbsolutePath();

    private final Path program;
    private final Path behaviour;

    private FakeApcaccess(Path folder) {
        program = folder.resolve("apcaccess");
        behaviour = folder.resolve("behaviour");
    }

    /** One that prints a captured status on mains. */
    static FakeApcaccess in(Path folder) {
        FakeApcaccess fake = new FakeApcaccess(folder);
        fake.prints("online").isThere();
        return fake;
    }

    /** What to give as {@code alarum.ups.NAME.command}. */
    String command() {
        return program.toString();
    }

    /** From now on it prints what the real one was once captured printing. */
    FakeApcaccess prints(String fixture) {
        return does("cat " + captured(fixture));
    }

    /** From now on it runs this line of shell. */
    FakeApcaccess does(String line) {
        try {
            Path fresh = Files.writeString(behaviour.resolveSibling("fresh"), line + "\n");
            Files.move(fresh, behaviour, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program is deleted. */
    void isMissing() {
        try {
            Files.delete(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program is installed, again if need be. */
    void isThere() {
        try {
            Files.writeString(program, "#!/bin/sh\n. " + behaviour + "\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that was captured. */
    static Path captured(String fixture) {
        return FIXTURES.resolve(fixture + ".txt");
    }
}

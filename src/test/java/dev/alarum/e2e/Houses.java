package dev.alarum.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints the logs of a failed test's houses: {@code @ExtendWith(Houses.class)}. They stay in {@code target/e2e}. */
public final class Houses implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
    private static final Path FOLDER = Path.of("target", "e2e").toAbsolutePath();
    private static final List<House> OPENED = new ArrayList<>();

    static synchronized void opened(House house) {
        OPENED.add(house);
    }

    /** A fresh folder for one house. */
    static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(FOLDER), "house-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        synchronized (Houses.class) {
            OPENED.removeIf(House::isClosed);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        synchronized (Houses.class) {
            context.getExecutionException()
                    .ifPresent(failure -> OPENED.forEach(house ->
                            System.err.println(context.getDisplayName() + " failed; logs of " + house.logs())));
        }
    }
}

package dev.alarum.sim;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The program with one text of one source replaced: a guard taken out. It is compiled beside the real classes and runs in
 * a class loader of its own together with the simulator.
 *
 * @param name what was done to it
 * @param source the file, below {@code src/main/java/dev/alarum}
 * @param text what is replaced; it must occur exactly once, so that this breaks loudly when the code moves
 * @param instead what stands there then
 * @param kind which scripts are to find it
 */
record Mutation(String name, String source, String text, String instead, Scripts.Kind kind) {
    /** One that any script may find. */
    Mutation(String name, String source, String text, String instead) {
        this(name, source, text, instead, Scripts.Kind.ANY);
    }

    /** One that the scripts about the calls find. */
    static Mutation ofCalls(String name, String source, String text, String instead) {
        return new Mutation(name, source, text, instead, Scripts.Kind.CALLS);
    }

    /** One that the scripts with drills find. */
    static Mutation ofDrills(String name, String source, String text, String instead) {
        return new Mutation(name, source, text, instead, Scripts.Kind.DRILLS);
    }

    private static final Path SOURCES = Path.of("src/main/java/dev/alarum");

    /**
     * The first seed whose script shows that something is wrong.
     *
     * @return the seed, or 0 if none of them does
     */
    long found(long seeds, Path folder) throws Exception {
        compile(folder);
        try (Loader loader = new Loader(folder)) {
            Class<?> trials = Class.forName("dev.alarum.sim.Trials", true, loader);
            return (Long)
                    trials.getMethod("firstBroken", long.class, String.class).invoke(null, seeds, kind.name());
        }
    }

    private void compile(Path folder) throws IOException {
        String original = Files.readString(SOURCES.resolve(source));
        int at = original.indexOf(text);
        if (at < 0 || original.indexOf(text, at + 1) >= 0) {
            throw new IllegalStateException(
                    "mutation '" + name + "': the text must stand exactly once in " + source + ": " + text);
        }
        Path mutated = folder.resolve("src").resolve(Path.of(source).getFileName());
        Files.createDirectories(mutated.getParent());
        Files.writeString(mutated, original.replace(text, instead));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int code = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                mutated.toString());
        if (code != 0) {
            throw new IllegalStateException("mutation '" + name + "' does not compile");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Loads everything of ours anew, and what was mutated before what it was. */
    private static final class Loader extends URLClassLoader {
        Loader(Path mutated) throws MalformedURLException {
            super(urls(mutated), Mutation.class.getClassLoader());
        }

        private static URL[] urls(Path mutated) throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            urls.add(mutated.toUri().toURL());
            for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (Files.isDirectory(Path.of(part))) {
                    urls.add(Path.of(part).toUri().toURL());
                }
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("dev.alarum.") ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }
}

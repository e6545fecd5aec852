package dev.alarum.ups;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Runs the program of an {@code exec} step so that it can neither outlive its timeout nor fill the memory: at the
 * timeout, or when it has printed too much, it is killed with all it started. Camel's own executor waits without end for
 * a grandchild that holds the output open, and keeps all output.
 */
public final class ProgramBinding implements ExecCommandExecutor {
    private static final int MOST_READERS = 64;

    private final ExecutorService readers =
            new ThreadPoolExecutor(0, MOST_READERS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "program-output");
                thread.setDaemon(true);
                return thread;
            });

    /** @throws IOException if the program cannot be started, does not end in time or prints too much */
    @Override
    public ExecResult execute(ExecCommand command) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(command.getExecutable());
        words.addAll(command.getArgs());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return run(command, process);
        } catch (TimeoutException e) {
            throw new IOException(
                    command.getExecutable() + " did not end within " + command.getTimeout() + " ms and was killed", e);
        } catch (ExecutionException e) {
            throw new IOException(command.getExecutable() + ": " + String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getExecutable() + " ran", e);
        } finally {
            kill(process);
        }
    }

    private ExecResult run(ExecCommand command, Process process)
            throws InterruptedException, ExecutionException, TimeoutException {
        long end = System.nanoTime() + Duration.ofMillis(command.getTimeout()).toNanos();
        Future<byte[]> output = readers.submit(() -> read(process, process.getInputStream()));
        Future<byte[]> complaints = readers.submit(() -> read(process, process.getErrorStream()));
        byte[] printed = output.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        byte[] complained = complaints.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        return new ExecResult(
                command, new ByteArrayInputStream(printed), new ByteArrayInputStream(complained), process.exitValue());
    }

    private static byte[] read(Process process, InputStream from) throws IOException {
        byte[] bytes = from.readNBytes(StatusParser.LONGEST_OUTPUT + 1);
        if (bytes.length > StatusParser.LONGEST_OUTPUT) {
            kill(process);
            throw new IOException("it printed more than " + StatusParser.LONGEST_OUTPUT + " bytes and was killed");
        }
        return bytes;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

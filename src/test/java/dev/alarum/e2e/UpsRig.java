package dev.alarum.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's real apcupsd watching an emulated Smart-UPS on a pseudo-terminal. Its script folder holds nothing but a script
 * that writes down what it is called with: the stock one would shut this machine down. Where apcupsd is not installed the
 * start fails; it is never skipped.
 */
public final class UpsRig implements AutoCloseable {
    private static final Path APCUPSD = Path.of("/usr/sbin/apcupsd");
    private static final Path EMULATOR = Path.of("src/test/python/ups_emulator.py");

    private final Path folder;
    private final int port;
    private final Process emulator;

    private UpsRig(Path folder, int port, Process emulator) {
        this.folder = folder;
        this.port = port;
        this.emulator = emulator;
    }

    /**
     * From now on its script also asks a relay for a look at each event.
     *
     * @param relayPort where the relay listens on this machine
     */
    public UpsRig asks(int relayPort) throws IOException {
        Path hook = Path.of("packaging/apcupsd/alarum-look").toAbsolutePath();
        script("ALARUM_RELAY=http://127.0.0.1:" + relayPort + " exec " + hook + " \"$2\" \"$3\" \"$4\"\n");
        return this;
    }

    private void script(String more) throws IOException {
        Path fresh = Files.writeString(
                folder.resolve("fresh"), "#!/bin/sh\necho \"$@\" >> " + folder.resolve("events") + "\n" + more);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
        Files.move(fresh, folder.resolve("apccontrol"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts it on mains; returns when apcaccess says so. */
    public static UpsRig start(Path folder) throws IOException {
        return start(folder, List.of());
    }

    /** Starts it on mains with a clock that {@link #replaceBattery} can set on. */
    public static UpsRig startWithClock(Path folder) throws IOException {
        Files.writeString(folder.resolve("clock"), "+0");
        return start(
                folder,
                List.of(
                        "env",
                        "LD_PRELOAD=" + fakeTime(),
                        "FAKETIME_NO_CACHE=1",
                        "FAKETIME_TIMESTAMP_FILE=" + folder.resolve("clock")));
    }

    private static Path fakeTime() throws IOException {
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (Path architecture : architectures) {
                Path library = architecture.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        }
        throw new IOException("libfaketime is missing: apt-get install --no-install-recommends libfaketime");
    }

    private static UpsRig start(Path folder, List<String> before) throws IOException {
        if (!Files.isExecutable(APCUPSD)) {
            throw new IOException(APCUPSD + " is missing: apt-get install --no-install-recommends apcupsd");
        }
        int port = freePort();
        Path configuration = folder.resolve("apcupsd.conf");
        Files.writeString(configuration, configuration(folder, port));
        List<String> command = new ArrayList<>(List.of("python3", EMULATOR.toString(), configuration.toString(), "--"));
        command.addAll(before);
        command.addAll(List.of(
                APCUPSD.toString(),
                "-b",
                "-f",
                configuration.toString(),
                "-P",
                folder.resolve("pid").toString()));
        Process emulator = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rig.log").toFile())
                .start();
        UpsRig rig = new UpsRig(folder, port, emulator);
        try {
            rig.script("");
            rig.awaitStatus("ONLINE");
        } catch (RuntimeException e) {
            String log = Files.readString(folder.resolve("rig.log"));
            rig.close();
            throw new IOException("apcupsd did not come up: " + log, e);
        }
        return rig;
    }

    /** What apcaccess is given to reach it: {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Mains is there. */
    public void mains() {
        become("mains");
    }

    /** Mains is gone, the battery at 88 %. */
    public void onBattery() {
        become("battery");
    }

    /** Mains is gone, the battery nearly empty; after 5 s of that apcupsd wants to shut down. */
    public void lowBattery() {
        become("low");
    }

    /** The UPS tests its battery by running on it; mains is there. */
    public void selfTest() {
        become("test");
    }

    /**
     * Mains is there, and the battery is to be replaced. apcupsd believes that of no UPS before it has run for 10 minutes
     * (apcaction.c), so its clock is set on; see {@link #startWithClock}.
     */
    public void replaceBattery() throws IOException {
        Files.writeString(folder.resolve("clock"), "+11m");
        become("replace");
    }

    /** The cable is out: no more answers. apcupsd notices after some 23 s. */
    public void silent() {
        become("silent");
    }

    /** What apcupsd called its script with, oldest first. */
    public List<String> events() {
        try {
            Path events = folder.resolve("events");
            return Files.exists(events) ? Files.readAllLines(events) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until apcaccess shows that word in its STATUS. */
    public void awaitStatus(String word) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> status().lines().anyMatch(line -> line.startsWith("STATUS") && line.contains(word)));
    }

    private String status() throws IOException, InterruptedException {
        Process apcaccess = new ProcessBuilder("apcaccess", "-h", address(), "status")
                .redirectErrorStream(true)
                .start();
        String printed = new String(apcaccess.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        apcaccess.waitFor();
        return printed;
    }

    private void become(String word) {
        try {
            emulator.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            emulator.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the emulated UPS has ended", e);
        }
    }

    private static String configuration(Path folder, int port) {
        return String.join(
                "\n",
                "## apcupsd.conf v1.1 ##",
                "UPSNAME rack",
                "UPSCABLE smart",
                "UPSTYPE apcsmart",
                "DEVICE @DEVICE@",
                "POLLTIME 2",
                "LOCKFILE " + folder,
                "SCRIPTDIR " + folder,
                "PWRFAILDIR " + folder,
                "NOLOGINDIR " + folder,
                "EVENTSFILE " + folder.resolve("apcupsd.events"),
                "STATFILE " + folder.resolve("apcupsd.status"),
                "ONBATTERYDELAY 2",
                "BATTERYLEVEL 5",
                "MINUTES 3",
                "TIMEOUT 0",
                "ANNOY 0",
                "KILLDELAY 0",
                "NETSERVER on",
                "NISIP 127.0.0.1",
                "NISPORT " + port,
                "UPSCLASS standalone",
                "UPSMODE disable",
                "STATTIME 0",
                "DATATIME 0",
                "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            emulator.getOutputStream().close();
            if (!emulator.waitFor(5, TimeUnit.SECONDS)) {
                emulator.destroyForcibly();
            }
        } catch (IOException e) {
            emulator.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emulator.destroyForcibly();
        }
    }
}

package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate and its key as PEM files, made by openssl; valid for two days. */
record SelfSigned(Path certificate, Path key) {
    /** Makes one in that folder for that name, written as {@code IP:127.0.0.1} or {@code DNS:hub.example.org}. */
    static SelfSigned in(Path folder, String name) throws IOException, InterruptedException {
        SelfSigned made = new SelfSigned(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=alarum test",
                        "-addext",
                        "subjectAltName=" + name,
                        "-keyout",
                        made.key.toString(),
                        "-out",
                        made.certificate.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).as(said).isZero();
        return made;
    }
}

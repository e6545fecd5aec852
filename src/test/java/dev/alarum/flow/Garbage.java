package dev.alarum.flow;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Requests that look more or less like ours, and are not. The same seed gives the same ones. */
final class Garbage {
    private static final List<String> METHODS =
            List.of("POST", "POST", "POST", "GET", "OPTIONS", "PUT", "po\u00e9st", "");
    private static final List<String> PATHS = List.of(
            "/v1/beats",
            "/v1/notices",
            "/v1/ups",
            "/",
            "/v1/beats/../notices",
            "/v1/%62eats",
            "http://x/v1/ups",
            "*",
            "?");
    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/json",
            "application/json; charset=x",
            "multipart/form-data; boundary=y",
            "\u0001");
    private static final List<String> HEADERS = List.of(
            "webhook-id: pve-01.1767225600000.3",
            "webhook-id: relay:attic.1.1",
            "webhook-id: ${bean:hub}",
            "webhook-timestamp: 0",
            "webhook-signature: v1,AAAA",
            "webhook-signature: v1, v1, ,",
            "CamelHttpUri: http://192.0.2.1/",
            "cAMELbEANmETHODnAME: kept",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "Cookie: a=\u0000b",
            "Accept: nonsense/;q=x",
            ": nothing",
            "X");
    private static final List<String> BODIES = List.of(
            "",
            "pve-01 1767225600000 1 AAAAAAAAAAAAAAAAAAAAAA\n",
            "relay:attic 1 1 AAAAAAAAAAAAAAAAAAAAAA\n",
            "{\"node\":\"pve-01\",\"boot\":1767225600000,\"seq\":3,\"kind\":\"stop\"}",
            "{\"ups\":\"apc\",\"relay\":\"attic\",\"boot\":1,\"seq\":1,\"state\":\"ON_BATTERY\",\"ageSeconds\":1}",
            "${body} {{env:HOME}}",
            "\u0000\u00ff\u00fe");

    private final Random random;

    Garbage(Random random) {
        this.random = random;
    }

    byte[] next() {
        byte[] body = RawHttp.bytes(one(BODIES));
        StringBuilder head = new StringBuilder(one(METHODS) + " " + one(PATHS));
        if (random.nextInt(4) == 0) {
            head.append("?node=x&webhook-id=y&%zz=").append(random.nextInt());
        }
        head.append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ")
                .append(one(TYPES));
        for (int i = random.nextInt(5); i > 0; i--) {
            head.append("\r\n").append(one(HEADERS));
        }
        int length = random.nextInt(10) == 0 ? random.nextInt(200) : body.length;
        head.append("\r\nContent-Length: ").append(length).append("\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(RawHttp.bytes(head.toString()));
        request.writeBytes(body);
        return spoilt(request.toByteArray());
    }

    private byte[] spoilt(byte[] request) {
        if (random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                request[random.nextInt(request.length)] = (byte) random.nextInt(256);
            }
        }
        return request;
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

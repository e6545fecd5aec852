package dev.alarum.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * What pveproxy answers; its reason phrases and statuses up to 599 are part of what it says.
 *
 * @param headers whole lines, beside those that every answer has
 */
record ProxmoxAnswer(int status, String reason, String body, String... headers) {
    /** The connection is closed without an answer. */
    static final ProxmoxAnswer NONE = new ProxmoxAnswer(0, "", "");

    /** What was asked for. */
    static ProxmoxAnswer json(String data) {
        return new ProxmoxAnswer(200, "OK", "{\"data\":" + data + "}");
    }

    /** What is so when an order that returns nothing is taken. */
    static ProxmoxAnswer done() {
        return json("null");
    }

    /** The token lacks a right. */
    static ProxmoxAnswer forbidden(String path, String right) {
        String words = "Permission check failed (" + path + ", " + right + ")";
        return new ProxmoxAnswer(403, words, "{\"data\":null,\"message\":\"" + words + "\\n\"}");
    }

    /** Proxmox tried and failed. */
    static ProxmoxAnswer failed(String words) {
        return new ProxmoxAnswer(500, words, "{\"data\":null,\"message\":\"" + words + "\\n\"}");
    }

    /** This Proxmox does not know what was asked. */
    static ProxmoxAnswer unknown(String request) {
        return new ProxmoxAnswer(501, "Method '" + request + "' not implemented", "{\"data\":null}");
    }

    /** The request is not as the schema wants it. */
    static ProxmoxAnswer wrong(int status, Map<String, String> errors) {
        StringBuilder json = new StringBuilder();
        errors.forEach((name, error) -> json.append(json.length() == 0 ? "" : ",")
                .append("\"" + name + "\":\"" + error.replace("\"", "'") + "\""));
        return new ProxmoxAnswer(status, "Parameter verification failed.", "{\"data\":null,\"errors\":{" + json + "}}");
    }

    /** pveproxy got no connection to the node. */
    static ProxmoxAnswer noRoute() {
        return new ProxmoxAnswer(595, "No route to host", "");
    }

    /** There is no Ceph in the cluster. */
    static ProxmoxAnswer noCeph() {
        return failed("binary not installed: /usr/bin/ceph-mon");
    }

    byte[] bytes() {
        if (status == 0) {
            return new byte[0];
        }
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " " + reason + "\r\n");
        text.append("Server: pve-api-daemon/3.0\r\nConnection: close\r\n");
        text.append("Content-Type: application/json;charset=UTF-8\r\n");
        text.append("Content-Length: " + body.getBytes(UTF_8).length + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").append(body).toString().getBytes(UTF_8);
    }
}

package dev.alarum.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Bytes to a port and back, for requests that no decent client would send. */
final class RawHttp {
    private RawHttp() {}

    /**
     * All that is answered until the other side closes; empty if it closes without a word.
     *
     * @param patience how long an answer is waited for before our side says that nothing more comes
     */
    static String exchange(int port, byte[] request, Duration patience) throws IOException {
        try (Socket socket = open(port)) {
            writeQuietly(socket, request);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.setSoTimeout((int) patience.toMillis());
            try {
                read(socket, answer);
            } catch (SocketTimeoutException waited) {
                socket.setSoTimeout(30_000);
                socket.shutdownOutput();
                read(socket, answer);
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** The status of the answer; 0 if there is none. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void writeQuietly(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException closedEarly) {
            // the answer is already there then
        }
    }

    private static void read(Socket socket, ByteArrayOutputStream answer) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] part = new byte[8192];
        try {
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                answer.write(part, 0, length);
            }
        } catch (SocketException reset) {
            // what came before it counts
        }
    }
}

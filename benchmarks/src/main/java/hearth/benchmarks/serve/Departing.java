package hearth.benchmarks.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that closes its connection in the middle of a streamed chat. */
final class Departing {
    private Departing() {}

    /**
     * Asks and leaves.
     *
     * @param events events of the stream to read before; the stream may end earlier
     * @return the moment of leaving, as {@link System#nanoTime}
     */
    static long ask(int port, String body, int events) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int seen = 0;
            for (String line = in.readLine(); line != null && seen < events; ) {
                if (line.startsWith("data:")) {
                    seen++;
                    if (line.contains("[DONE]")) {
                        break;
                    }
                }
                line = seen < events ? in.readLine() : "";
            }
            return System.nanoTime();
        }
    }
}

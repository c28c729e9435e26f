package hearth.store.pull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A small web server on loopback that misbehaves exactly as told: wrong lengths, cut and silent answers, resets. */
final class FaultyServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Function<Request, Reply>> routes = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicLong bodyBytesSent = new AtomicLong();
    final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    record Request(String method, String target, Map<String, String> headers, byte[] body) {
        String path() {
            return target.replaceFirst("\\?.*", "");
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** What to answer; {@code announced} is the Content-Length, the faults apply to the body. */
    record Reply(int status, Map<String, String> headers, byte[] body, long announced, int stopAfter, Fault fault) {
        enum Fault { NONE, CUT, RESET, STALL, DRIP }

        static Reply of(int status, byte[] body) {
            return new Reply(status, new LinkedHashMap<>(), body, body.length, Integer.MAX_VALUE, Fault.NONE);
        }

        static Reply text(int status, String body) {
            return of(status, body.getBytes(StandardCharsets.UTF_8));
        }

        Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, announced, stopAfter, fault);
        }

        Reply announcing(long length) {
            return new Reply(status, headers, body, length, stopAfter, fault);
        }

        Reply faultAfter(int bytes, Fault kind) {
            return new Reply(status, headers, body, announced, bytes, kind);
        }
    }

    FaultyServer() throws IOException {
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("faulty-server").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    String host() {
        return "localhost:" + port();
    }

    String url(String path) {
        return "http://" + host() + path;
    }

    /** Answers {@code path}, whatever the query. */
    void route(String path, Function<Request, Reply> handler) {
        routes.put(path, handler);
    }

    /** A well-behaved file with ranges. */
    static Reply file(Request request, byte[] content, String etag) {
        String range = request.header("Range");
        if (!range.startsWith("bytes=")) {
            return Reply.of(200, content).with("ETag", etag);
        }
        String[] ends = range.substring(6).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Math.min(Integer.parseInt(ends[1]), content.length - 1);
        if (first > last) {
            return Reply.text(416, "");
        }
        return Reply.of(206, Arrays.copyOfRange(content, first, last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + content.length).with("ETag", etag);
    }

    long count(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).count();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().name("faulty-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean open = true;
            while (open) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                Function<Request, Reply> handler = routes.getOrDefault(request.path(), _ -> Reply.text(404, "no such page"));
                open = write(socket, handler.apply(request));
            }
        } catch (IOException | InterruptedException e) {
            return; // the client left
        }
    }

    private static Request read(BufferedReader in) throws IOException {
        String first = in.readLine();
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        String[] words = first.split(" ");
        char[] body = new char[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        for (int at = 0; at < body.length; ) {
            int count = in.read(body, at, body.length - at);
            if (count < 0) {
                return null;
            }
            at += count;
        }
        return new Request(words[0], words[1], headers, new String(body).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns whether the connection stays open. */
    private boolean write(Socket socket, Reply reply) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        List<String> head = new ArrayList<>(List.of("HTTP/1.1 " + reply.status() + " X"));
        if (reply.announced() >= 0) {
            head.add("Content-Length: " + reply.announced());
        } else {
            head.add("Connection: close");
        }
        reply.headers().forEach((name, value) -> head.add(name + ": " + value));
        out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        int count = Math.min(reply.stopAfter(), reply.body().length);
        for (int sent = 0; sent < count; ) {
            int step = Math.min(8192, count - sent);
            out.write(reply.body(), sent, step);
            bodyBytesSent.addAndGet(step);
            sent += step;
        }
        out.flush();
        switch (reply.fault()) {
            case NONE -> {
                return reply.announced() == reply.body().length;
            }
            case CUT -> {
                return false;
            }
            case RESET -> socket.setSoLinger(true, 0);
            case STALL -> closed.await();
            case DRIP -> {
                for (int i = count; i < reply.body().length; i++) {
                    if (closed.await(20, TimeUnit.MILLISECONDS)) {
                        return false;
                    }
                    out.write(reply.body(), i, 1);
                    out.flush();
                }
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

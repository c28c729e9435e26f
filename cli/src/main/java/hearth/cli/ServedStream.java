package hearth.cli;

import hearth.json.Json;
import hearth.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads the lines of a streamed answer while they come, until the end or until nobody wants them any more. */
final class ServedStream {
    private static final long LOOK_MILLIS = 20;

    private ServedStream() {}

    /** An answer that is no stream. */
    record Refusal(int status, String body) {}

    /**
     * Sends and reads.
     *
     * @param cancelled asked now and then, also while nothing comes; when it holds the connection is closed, and the server stops
     * @return why there is no stream; empty if it was read or cancelled
     */
    static Optional<Refusal> read(HttpClient client, HttpRequest request, BooleanSupplier cancelled, Consumer<Map<String, Object>> listener)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> pending = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        Optional<HttpResponse<InputStream>> response = head(pending, cancelled);
        if (response.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = response.get().body()) {
            if (response.get().statusCode() != 200) {
                return Optional.of(new Refusal(response.get().statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
            lines(in, cancelled, listener);
            return Optional.empty();
        }
    }

    private static Optional<HttpResponse<InputStream>> head(CompletableFuture<HttpResponse<InputStream>> pending, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return Optional.of(pending.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                if (cancelled.getAsBoolean()) {
                    pending.cancel(true);
                    return Optional.empty();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            }
        }
    }

    private static void lines(InputStream in, BooleanSupplier cancelled, Consumer<Map<String, Object>> listener)
            throws IOException, InterruptedException {
        Thread reader = Thread.currentThread();
        Thread watch = Thread.ofVirtual().name("hearth-cancel-watch").start(() -> closeWhen(cancelled, in, reader));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !cancelled.getAsBoolean(); line = lines.readLine()) {
                if (!line.isBlank()) {
                    listener.accept(object(line));
                }
            }
        } catch (IOException e) {
            if (!cancelled.getAsBoolean()) {
                throw e;
            }
        } finally {
            watch.interrupt();
            watch.join();
        }
    }

    /** A read that waits for the next line ends when its stream is closed. */
    private static void closeWhen(BooleanSupplier cancelled, InputStream in, Thread reader) {
        try {
            while (reader.isAlive() && !Thread.currentThread().isInterrupted()) {
                if (cancelled.getAsBoolean()) {
                    in.close();
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            }
        } catch (IOException e) {
            // It is closed in any case.
        }
    }

    static Map<String, Object> object(String text) throws IOException {
        try {
            return text.startsWith("{") ? Json.parseObject(text) : Map.of();
        } catch (JsonException e) {
            throw new IOException("it answers something else than JSON", e);
        }
    }
}

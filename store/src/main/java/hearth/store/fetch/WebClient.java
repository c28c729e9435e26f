package hearth.store.fetch;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.DownloadOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Sends requests and follows redirects by hand, so that each hop passes {@link AddressRule} and credentials stay with the
 * host they were made for.
 */
public final class WebClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** Bytes a second below which an upload has failed. */
    private static final int SLOWEST_UPLOAD = 32 << 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private final DownloadOptions options;
    private final AddressRule rule;
    private final HttpClient client;

    public WebClient(DownloadOptions options, HostResolver resolver) {
        this.options = options;
        ProxySelector proxies = new EnvironmentProxies(options.environment());
        this.rule = new AddressRule(options, resolver, proxies);
        this.client = HttpClient.newBuilder()
                // One connection for each part; HTTP/2 would put them all on one.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.connectTimeout())
                .proxy(proxies)
                .build();
    }

    public DownloadOptions options() {
        return options;
    }

    /** Asks for {@code uri} once; the answer may have any status but a redirect. */
    public Answer get(URI uri, Map<String, String> headers, Cancellation cancellation) {
        Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sent.putAll(headers);
        URI current = uri;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            cancellation.check();
            rule.check(current);
            Answer answer = send(current, sent, cancellation);
            Optional<String> location = answer.headers().firstValue("Location");
            if (!REDIRECTS.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            URI next = target(current, location.get());
            if (!sameOrigin(current, next)) {
                sent.remove("Authorization");
            }
            current = next;
        }
        throw FetchException.fatal("more than " + MAX_REDIRECTS + " redirects");
    }

    /**
     * Sends one request with a body, here or where the server redirects it to. The answer may have any status but such a redirect.
     *
     * @param body sent with each hop
     */
    public Answer send(String method, URI uri, Map<String, String> headers, byte[] body, Cancellation cancellation) {
        Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sent.putAll(headers);
        URI current = uri;
        Duration patience = options.answerTimeout().plusSeconds(body.length / SLOWEST_UPLOAD);
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            cancellation.check();
            rule.check(current);
            HttpRequest.Builder request = HttpRequest.newBuilder(current).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
            sent.forEach(request::header);
            Answer answer = send(request.build(), patience, cancellation);
            Optional<String> location = answer.headers().firstValue("Location");
            // Others change the method, or belong to the answer, as with an upload.
            if (answer.status() != 307 && answer.status() != 308 || location.isEmpty()) {
                return answer;
            }
            answer.close();
            URI next = target(current, location.get());
            if (!sameOrigin(current, next)) {
                sent.remove("Authorization");
            }
            current = next;
        }
        throw FetchException.fatal("more than " + MAX_REDIRECTS + " redirects");
    }

    /** As {@link #get}, but an error status is a {@link FetchException}, and what may pass is tried again. */
    public byte[] getBytes(URI uri, Map<String, String> headers, int limit, String what, Cancellation cancellation) {
        return retrying(cancellation, () -> {
            try (Answer answer = get(uri, headers, cancellation)) {
                requireStatus(answer, what, Set.of(200));
                return answer.readAll(limit, what);
            }
        });
    }

    /** What a try does. */
    @FunctionalInterface
    public interface Try<T> {
        T run();
    }

    /** Runs {@code action} until it works, fails for good, or all tries are used up. */
    public <T> T retrying(Cancellation cancellation, Try<T> action) {
        for (int attempt = 1; ; attempt++) {
            try {
                return action.run();
            } catch (FetchException e) {
                if (!e.isRetryable() || attempt >= options.tries()) {
                    throw e;
                }
                pause(attempt, e, cancellation);
            }
        }
    }

    /** Waits before the try after {@code attempt}, as long as the server asked or ever longer. */
    void pause(int attempt, FetchException error, Cancellation cancellation) {
        Duration wait = error.retryAfter().orElse(options.backoff().multipliedBy(1L << Math.min(attempt - 1, 10)));
        CompletableFuture<Void> woken = new CompletableFuture<>();
        try (Cancellation.Registration _ = cancellation.onCancel(() -> woken.complete(null))) {
            woken.get((wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the pause is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        cancellation.check();
    }

    /** Throws unless the status is one of {@code wanted}. */
    public static void requireStatus(Answer answer, String what, Set<Integer> wanted) {
        if (!wanted.contains(answer.status())) {
            throw FetchException.ofStatus(answer.status(), what + ": " + answer.uri().getHost() + " answered "
                    + answer.status() + detail(answer), retryAfter(answer));
        }
    }

    private static String detail(Answer answer) {
        try {
            String text = new String(answer.readAll(MAX_ERROR_BYTES, "error text"), java.nio.charset.StandardCharsets.UTF_8);
            String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
            return line.isEmpty() || line.startsWith("<") ? "" : ": " + line.substring(0, Math.min(200, line.length()));
        } catch (FetchException e) {
            return "";
        }
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        return answer.headers().firstValue("Retry-After").filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private Answer send(URI uri, Map<String, String> headers, Cancellation cancellation) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
        headers.forEach(request::header);
        return send(request.build(), options.answerTimeout(), cancellation);
    }

    private Answer send(HttpRequest request, Duration patience, Cancellation cancellation) {
        URI uri = request.uri();
        AtomicReference<TimedBody> body = new AtomicReference<>();
        CompletableFuture<HttpResponse<TimedBody>> pending = client.sendAsync(request, head -> {
            TimedBody created = new TimedBody(options.stallTimeout());
            body.set(created);
            return created;
        });
        Cancellation.Registration registration = cancellation.onCancel(() -> {
            pending.cancel(true);
            TimedBody created = body.get();
            if (created != null) {
                created.cancel();
            }
        });
        try {
            // Not the request's own timeout: newer platforms count the body against it.
            HttpResponse<TimedBody> response = pending.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            Answer answer = new Answer(uri, response.statusCode(), response.headers(), response.body(), registration);
            if (cancellation.isCancelled()) {
                answer.close();
                throw new CancelledException();
            }
            return answer;
        } catch (TimeoutException e) {
            pending.cancel(true);
            registration.close();
            throw FetchException.passing(uri.getHost() + " did not answer in time", e);
        } catch (CancellationException e) {
            registration.close();
            throw new CancelledException();
        } catch (InterruptedException e) {
            pending.cancel(true);
            registration.close();
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            registration.close();
            throw failure(uri, e.getCause());
        }
    }

    /** No connection at all is final: without a network the next source should get its turn at once. */
    private static FetchException failure(URI uri, Throwable cause) {
        String host = uri.getHost();
        return switch (cause) {
            case HttpConnectTimeoutException e -> FetchException.unreachable("cannot connect to " + host + ": no answer in time");
            case ConnectException e -> FetchException.unreachable("cannot connect to " + host
                    + (e.getMessage() == null ? "" : ": " + e.getMessage()));
            case SSLException e -> FetchException.fatal("no secure connection to " + host + ": " + e.getMessage());
            case IOException e -> FetchException.passing("the connection to " + host + " broke", e);
            default -> FetchException.fatal("request to " + host + " failed");
        };
    }

    private static URI target(URI from, String location) {
        try {
            URI next = from.resolve(location);
            return next.getRawFragment() == null ? next : URI.create(next.toString().replaceFirst("#.*", ""));
        } catch (IllegalArgumentException e) {
            throw FetchException.fatal("the server redirects to something that is no address");
        }
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme()) && a.getPort() == b.getPort()
                && a.getHost().equalsIgnoreCase(b.getHost() == null ? "" : b.getHost());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}

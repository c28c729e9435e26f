package hearth.server.http;

import hearth.json.Json;
import hearth.server.access.AccessRules;
import hearth.server.access.AccessRules.Visitor;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Router.Match;
import hearth.server.wire.ErrorForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes each request through limits, access rules and the route table to its endpoint, and turns failures into answers. */
final class FrontHandler extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(FrontHandler.class.getName());
    private static final int URI_TOO_LONG = 414;

    private final Router router;
    private final AccessRules access;
    private final HttpLimits limits;
    private final RequestObserver observer;
    private final HeaderDeadline deadline;
    private final InFlight inFlight;

    FrontHandler(
            Router router,
            AccessRules access,
            HttpLimits limits,
            RequestObserver observer,
            HeaderDeadline deadline,
            InFlight inFlight) {
        this.router = router;
        this.access = access;
        this.limits = limits;
        this.observer = observer;
        this.deadline = deadline;
        this.inFlight = inFlight;
    }

    /** One request on its way. */
    private final class Passage {
        private final Request request;
        private final Response response;
        private final String id = "req_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        private final long start = System.nanoTime();
        private final Connection connection;
        private Exchange exchange;
        private String route = "";

        Passage(Request request, Response response) {
            this.request = request;
            this.response = response;
            this.connection = request.getConnectionMetaData().getConnection();
        }

        void run(Callback callback) {
            deadline.requestBegins(connection);
            // A long wait for the model is not idleness; a write that makes no progress still times out.
            request.addIdleTimeoutListener((TimeoutException _) -> false);
            Request.addCompletionListener(request, this::completed);
            response.getHeaders().put("X-Request-Id", id);
            // The name Anthropic's clients look for.
            response.getHeaders().put("request-id", id);
            try {
                pass();
                callback.succeeded();
            } catch (IOException e) {
                callback.failed(e);
            } catch (RuntimeException | Error e) {
                fail(e, callback);
            }
        }

        private void pass() throws IOException {
            if (inFlight.isStopping()) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                throw ApiException.overloaded("the server is stopping", 5);
            }
            if (request.getHeaders().size() > limits.headerCount()) {
                throw new ApiException(Kind.TOO_MANY_HEADERS, "the request has more than " + limits.headerCount() + " headers");
            }
            if (request.getHttpURI().getPathQuery().length() > limits.uriBytes()) {
                answer(URI_TOO_LONG, new ApiException(Kind.INVALID_REQUEST, "the path has more than " + limits.uriBytes() + " bytes"));
                return;
            }
            Visitor visitor = Visitors.of(request);
            access.requireOwnSite(visitor);
            if (Cors.isPreflight(request)) {
                Cors.allowPreflight(request, response);
                response.setStatus(204);
                Content.Sink.write(response, true, ByteBuffer.allocate(0));
                return;
            }
            Cors.allow(request, response);
            Match match = match(visitor);
            route = match.route().path();
            exchange = new Exchange(request, response, match.parameters(), limits, id);
            match.route().endpoint().handle(exchange);
        }

        /** Without a token, what there is and what not can't be told apart. */
        private Match match(Visitor visitor) {
            Match match;
            try {
                match = router.match(request.getMethod(), request.getHttpURI().getPath());
            } catch (ApiException e) {
                access.requireToken(visitor);
                throw e;
            }
            if (match.route().access() == Route.Access.TOKEN) {
                access.requireToken(visitor);
            }
            return match;
        }

        private void fail(Throwable failure, Callback callback) {
            if (response.isCommitted()) {
                LOG.log(System.Logger.Level.ERROR, id + ": failed after its answer had begun", failure);
                callback.failed(failure);
                return;
            }
            try {
                ApiException shown = shown(failure);
                answer(errors().status(shown), shown);
                callback.succeeded();
            } catch (IOException e) {
                callback.failed(e);
            }
        }

        private ErrorForm errors() {
            return router.errors(request.getHttpURI().getPath());
        }

        private ApiException shown(Throwable failure) {
            return switch (failure) {
                case ApiException known -> known;
                case HttpException bad -> new ApiException(Kind.INVALID_REQUEST, "malformed request: " + bad.getReason());
                default -> {
                    LOG.log(System.Logger.Level.ERROR, id + ": unexpected failure", failure);
                    yield new ApiException(Kind.INTERNAL, "internal error; the server's log has the details under " + id);
                }
            };
        }

        private void answer(int status, ApiException failure) throws IOException {
            byte[] body = Json.write(errors().body(failure, id)).getBytes(StandardCharsets.UTF_8);
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.JSON_TYPE);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            failure.retryAfterSeconds().ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
            if (failure.kind() == Kind.UNAUTHORIZED) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            }
            if (request.getLength() != 0) {
                // What is left of the body is not worth reading.
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            boolean head = request.getMethod().equals("HEAD");
            Content.Sink.write(response, true, ByteBuffer.wrap(head ? new byte[0] : body));
        }

        private void completed(Throwable failure) {
            if (failure != null && !isDeparture(failure)) {
                LOG.log(System.Logger.Level.DEBUG, id + ": the answer could not be written", failure);
            }
            deadline.requestEnds(connection);
            if (exchange != null && exchange.mustClose()) {
                connection.getEndPoint().close();
            }
            int status = response.isCommitted() || failure == null ? response.getStatus() : Kind.CLIENT_GONE.status();
            inFlight.ended();
            observer.answered(new RequestObserver.Record(
                    id, request.getMethod(), route, status, failure == null, System.nanoTime() - start, Visitors.client(request)));
        }

        private boolean isDeparture(Throwable failure) {
            return failure instanceof EofException || failure instanceof QuietException || failure instanceof TimeoutException;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        inFlight.began();
        Passage passage = new Passage(request, response);
        observer.began(new RequestObserver.Start(passage.id, Visitors.client(request), Visitors.agent(request)));
        passage.run(callback);
        return true;
    }
}

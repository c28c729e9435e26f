package hearth.server.http;

import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.call.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/** One request and its answer, as an endpoint sees them. For the request's own thread. Exactly one answer is given. */
public final class Exchange implements Caller {
    /** Header that tells a client what of its request had no effect. */
    public static final String WARNING = "X-Hearth-Warning";

    private static final int MAX_WARNINGS = 16;
    private static final int MAX_WARNING_LENGTH = 160;

    static final String JSON_TYPE = "application/json; charset=utf-8";

    private final Request request;
    private final Response response;
    private final Map<String, String> parameters;
    private final HttpLimits limits;
    private final String id;
    private final ClientWatch watch;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final long startNanos = System.nanoTime();
    private boolean bodyRead;

    Exchange(Request request, Response response, Map<String, String> parameters, HttpLimits limits, String id) {
        this.request = request;
        this.response = response;
        this.parameters = parameters;
        this.limits = limits;
        this.id = id;
        this.watch = new ClientWatch(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** Stands in the header {@code X-Request-Id} and in the log. */
    public String id() {
        return id;
    }

    public String method() {
        return request.getMethod();
    }

    /** {@code System.nanoTime()} when the request's head was complete. */
    public long startNanos() {
        return startNanos;
    }

    /** What {@code {name}} of the route's path stands for. */
    public String pathParameter(String name) {
        return parameters.get(name);
    }

    public Optional<String> query(String name) {
        Fields fields = Request.extractQueryParameters(request);
        return Optional.ofNullable(fields.getValue(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * The body as a JSON object.
     *
     * @throws ApiException if it is none, or exceeds a limit
     */
    public Map<String, Object> json() throws IOException {
        return RequestBody.json(bytes());
    }

    /** As {@link #json()}; an empty body is an empty object. */
    public Map<String, Object> jsonOrNothing() throws IOException {
        byte[] bytes = bytes();
        return bytes.length == 0 ? Map.of() : RequestBody.json(bytes);
    }

    private byte[] bytes() throws IOException {
        if (header("Content-Encoding").filter(coding -> !coding.equalsIgnoreCase("identity")).isPresent()) {
            throw ApiException.unsupported("Content-Encoding", "bodies must come as they are");
        }
        bodyRead = true;
        return RequestBody.read(Content.Source.asInputStream(request), request.getLength(), limits);
    }

    /** The body as it comes, of any size; the caller reads it to its end. */
    public InputStream body() {
        bodyRead = true;
        return Content.Source.asInputStream(request);
    }

    /** Bytes of the body as the client declared them, -1 if it did not. */
    public long bodyLength() {
        return request.getLength();
    }

    /** Tells the client, in a header, of something in its request that has no effect. Before the answer begins. */
    public void warn(String text) {
        // A head has little room, and a client can send any number of fields that nobody knows.
        if (warnings.size() >= MAX_WARNINGS) {
            warnings.add("there is more of this kind");
            return;
        }
        String cut = text.length() > MAX_WARNING_LENGTH ? text.substring(0, MAX_WARNING_LENGTH) + "..." : text;
        // Header values are single lines of ASCII.
        warnings.add(cut.replaceAll("[^ -~]", "?"));
    }

    /** Sets a header of the answer, before it begins. */
    public void setHeader(String name, String value) {
        response.getHeaders().put(name, value);
    }

    @Override
    public boolean hasLeft() {
        return watch.isGone();
    }

    /** Whether the answer has begun: an error can't change its status any more. */
    public boolean hasBegun() {
        return response.isCommitted();
    }

    int status() {
        return response.getStatus();
    }

    public void respondJson(int status, Object value) throws IOException {
        respond(status, JSON_TYPE, Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    public void respondText(int status, String text) throws IOException {
        respond(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer without a body. */
    public void respondEmpty(int status) throws IOException {
        respond(status, "", new byte[0]);
    }

    /** A whole answer; to {@code HEAD} only its head. */
    public void respond(int status, String contentType, byte[] bytes) throws IOException {
        begin(status, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        byte[] sent = method().equals("HEAD") ? new byte[0] : bytes;
        Content.Sink.write(response, true, java.nio.ByteBuffer.wrap(sent));
    }

    /** Begins an answer in frames, each sent at once; the caller closes it. */
    public FrameWriter stream(FrameWriter.Form form) {
        begin(200, form.contentType());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        return new FrameWriter(Content.Sink.asOutputStream(response), form);
    }

    private void begin(int status, String contentType) {
        response.setStatus(status);
        if (!contentType.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        }
        warnings.forEach(warning -> response.getHeaders().add(new HttpField(WARNING, warning)));
        boolean unread = !bodyRead && request.getLength() != 0;
        if (watch.sentMore() || unread && request.getLength() > limits.headerBytes()) {
            // What came behind the request was dropped, or a large body is not worth reading: no further request here.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    /** Whether the connection can serve no further request, which was only seen after the answer had begun. */
    boolean mustClose() {
        return watch.sentMore();
    }
}

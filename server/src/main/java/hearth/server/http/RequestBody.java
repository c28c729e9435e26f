package hearth.server.http;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.server.call.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request's body, read within limits of size and time. */
final class RequestBody {
    private static final int FIRST_CAPACITY = 4096;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private RequestBody() {}

    /** All bytes; more than the limit, or fewer a second than the limit, are an error. */
    static byte[] read(InputStream in, long declared, HttpLimits limits) throws IOException {
        if (declared > limits.bodyBytes()) {
            throw tooLarge(limits);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_CAPACITY);
        byte[] buffer = new byte[FIRST_CAPACITY];
        long start = System.nanoTime();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (out.size() + (long) count > limits.bodyBytes()) {
                throw tooLarge(limits);
            }
            out.write(buffer, 0, count);
            requireSpeed(out.size(), System.nanoTime() - start, limits);
        }
        return out.toByteArray();
    }

    private static void requireSpeed(long bytes, long nanos, HttpLimits limits) {
        if (nanos > limits.bodyGrace().toNanos() && bytes < nanos / NANOS_PER_SECOND * limits.bodyBytesPerSecond()) {
            throw new ApiException(ApiException.Kind.INVALID_REQUEST,
                    "the body comes at less than " + limits.bodyBytesPerSecond() + " bytes a second");
        }
    }

    private static ApiException tooLarge(HttpLimits limits) {
        return new ApiException(ApiException.Kind.TOO_LARGE, "the body has more than " + limits.bodyBytes() + " bytes");
    }

    /** The object of a JSON body. */
    static Map<String, Object> json(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ApiException(ApiException.Kind.INVALID_REQUEST, "missing request body");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Json.parseObject(text);
        } catch (CharacterCodingException e) {
            throw new ApiException(ApiException.Kind.INVALID_REQUEST, "the body is not valid UTF-8");
        } catch (JsonException e) {
            throw new ApiException(ApiException.Kind.INVALID_REQUEST, "the body: " + e.getMessage());
        }
    }
}

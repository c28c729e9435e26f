package hearth.server.openai;

import hearth.server.answer.Answering;
import hearth.server.call.ApiException;
import hearth.server.call.EmbeddingAnswer;
import hearth.server.call.EmbeddingCall;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** {@code POST /v1/embeddings}. */
public final class OpenAiEmbeddings implements Endpoint {
    private static final int MAX_DIMENSIONS = 1 << 20;

    private final Answering answering;

    public OpenAiEmbeddings(Answering answering) {
        this.answering = answering;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        List<String> warnings = new ArrayList<>();
        EmbeddingCall call = new EmbeddingCall(
                request.requiredText("model"),
                OpenAiInputs.embeddings(request),
                request.integer("dimensions", 1, MAX_DIMENSIONS),
                false,
                OptionalInt.empty(),
                OpenAiOptions.keepAlive(request));
        boolean packed = packed(request);
        OpenAiOptions.noteHints(request, warnings);
        OpenAiOptions.noteUnread(request, warnings);
        warnings.forEach(exchange::warn);
        exchange.respondJson(200, body(call.model(), answering.embed(call, exchange), packed));
    }

    private static boolean packed(Fields request) {
        String format = request.text("encoding_format").orElse("float").toLowerCase(Locale.ROOT);
        if (!format.equals("float") && !format.equals("base64")) {
            throw ApiException.invalid("encoding_format", "is '" + format + "' but must be float or base64");
        }
        return format.equals("base64");
    }

    private static Map<String, Object> body(String model, EmbeddingAnswer answer, boolean packed) {
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < answer.vectors().size(); i++) {
            float[] vector = answer.vectors().get(i);
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("object", "embedding");
            item.put("index", i);
            item.put("embedding", packed ? packed(vector) : numbers(vector));
            data.add(item);
        }
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", answer.promptTokens());
        usage.put("total_tokens", answer.promptTokens());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("object", "list");
        body.put("data", data);
        body.put("model", model);
        body.put("usage", usage);
        return body;
    }

    /** 32-bit floats, little end first, as base64. */
    private static String packed(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<Float> numbers(float[] vector) {
        List<Float> numbers = new ArrayList<>(vector.length);
        for (float value : vector) {
            numbers.add(value);
        }
        return numbers;
    }
}

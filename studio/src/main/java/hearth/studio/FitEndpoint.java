package hearth.studio;

import hearth.advisor.TokenTraffic;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelLoader.Need;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether an installed model fits this machine at several context lengths, from the header of its file. */
final class FitEndpoint implements Endpoint {
    private static final int MAX_LENGTHS = 16;
    private static final int MAX_LENGTH = 16 << 20;

    private final StudioParts parts;
    private final MachineEndpoints machine;

    FitEndpoint(StudioParts parts, MachineEndpoints machine) {
        this.parts = parts;
        this.machine = machine;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        exchange.respondJson(200, fit(parts.directory().require(request.requiredText("model")), request));
    }

    /** What a model would need, for the lengths a request names; also of one whose weights are not here, only its header. */
    Map<String, Object> fit(ServedModel model, Fields request) {
        TokenTraffic traffic = traffic(model);
        List<Object> rows = new ArrayList<>();
        int before = -1;
        for (int length : lengths(request)) {
            Need need = parts.loader().need(model, length == 0 ? LoadWish.USUAL : new LoadWish(length));
            if (need.contextLength() != before) {
                rows.add(row(need, traffic));
            }
            // The trained length cuts longer wishes: they would only repeat it.
            before = need.contextLength();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model.name());
        body.put("memory_limit_bytes", parts.memoryLimitBytes());
        body.put("rows", rows);
        return body;
    }

    private static int[] lengths(Fields request) {
        List<Object> values = request.list("contexts", MAX_LENGTHS);
        if (values.isEmpty()) {
            return new int[] {0};
        }
        int[] lengths = new int[values.size()];
        for (int i = 0; i < lengths.length; i++) {
            if (!(values.get(i) instanceof Long length && length >= 1 && length <= MAX_LENGTH)) {
                throw ApiException.invalid("contexts[" + i + "]", "must be a whole number from 1 to " + MAX_LENGTH);
            }
            lengths[i] = length.intValue();
        }
        return lengths;
    }

    private Map<String, Object> row(Need need, TokenTraffic traffic) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("context_length", need.contextLength());
        row.put("slots", need.slots());
        row.put("bytes", need.bytes());
        row.put("fits", need.bytes() <= parts.memoryLimitBytes());
        // At an empty and at a full context: what reading memory alone allows.
        machine.measured().ifPresent(rate -> {
            row.put("ceiling_tokens_per_second", traffic.ceiling(rate, 0));
            row.put("ceiling_tokens_per_second_full", traffic.ceiling(rate, need.contextLength()));
        });
        return row;
    }

    private static TokenTraffic traffic(ServedModel model) {
        try (GgufFile file = GgufFile.open(model.weights())) {
            return TokenTraffic.of(file);
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INTERNAL, "model " + model.name() + " can't be read: " + e.getMessage(), e);
        }
    }
}

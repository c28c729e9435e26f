package hearth.server.extra;

import hearth.server.answer.Answering;
import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.model.ModelPool;
import hearth.server.model.ModelRunner;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /tokenize} and {@code POST /detokenize} as llama.cpp's server has them. That server has one model; here a request names its
 * model, or means the one in memory if there is but one.
 */
public final class Tokens {
    private static final int MAX_IDS = 1 << 22;

    private final Answering answering;
    private final ModelPool pool;

    public Tokens(Answering answering, ModelPool pool) {
        this.answering = answering;
        this.pool = pool;
    }

    /** Text to ids. */
    public void tokenize(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String model = model(request, pool);
        String content = request.requiredText("content");
        boolean begins = request.flag("add_special").orElse(false);
        boolean parses = request.flag("parse_special").orElse(true);
        boolean pieces = request.flag("with_pieces").orElse(false);
        request.unread().forEach(name -> exchange.warn(name + " is not known and has no effect"));
        Object tokens = answering.ask(model, exchange, runner -> {
            int[] ids = ids(runner, content, begins, parses);
            return pieces ? pieces(runner, ids) : ids;
        });
        exchange.respondJson(200, Map.of("tokens", tokens));
    }

    private static int[] ids(ModelRunner runner, String content, boolean begins, boolean parses) {
        int[] plain = runner.tokenize(content, parses);
        return begins ? runner.withEnds(plain) : plain;
    }

    private static List<Object> pieces(ModelRunner runner, int[] ids) {
        List<Object> pieces = new ArrayList<>();
        for (int id : ids) {
            Map<String, Object> piece = new LinkedHashMap<>();
            piece.put("id", id);
            piece.put("piece", runner.detokenize(new int[] {id}, true));
            pieces.add(piece);
        }
        return pieces;
    }

    /** Ids to text. */
    public void detokenize(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String model = model(request, pool);
        int[] ids = ids(request);
        request.unread().forEach(name -> exchange.warn(name + " is not known and has no effect"));
        String content = answering.ask(model, exchange, runner -> {
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] >= runner.facts().vocabularySize()) {
                    throw ApiException.invalid("tokens[" + i + "]", "is " + ids[i] + " but the model has "
                            + runner.facts().vocabularySize() + " tokens");
                }
            }
            return runner.detokenize(ids, true);
        });
        exchange.respondJson(200, Map.of("content", content));
    }

    private static int[] ids(Fields request) {
        List<Object> values = request.list("tokens", MAX_IDS);
        int[] ids = new int[values.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!(values.get(i) instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE)) {
                throw ApiException.invalid("tokens[" + i + "]", "must be a token id");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    /** The model that is named, or the only one that is loaded. */
    static String model(Fields request, ModelPool pool) {
        return request.text("model").orElseGet(() -> {
            var loaded = pool.loaded();
            if (loaded.size() == 1) {
                return loaded.getFirst().model().name();
            }
            throw ApiException.invalid("model", "is required: " + loaded.size() + " models are in memory");
        });
    }
}

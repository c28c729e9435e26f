package hearth.server.engine;

import hearth.engine.Model;
import hearth.engine.generate.GrammarConstraint;
import hearth.engine.sampling.ConstraintSource;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.token.TokenGrammar;
import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compiles formats for one model, on the thread that asks, and remembers the last ones. Thread-safe. */
final class Constraints {
    private static final int MAX_KEPT = 32;

    private final Model model;
    /** Least recently used first. */
    private final Map<AnswerFormat, TokenGrammar> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AnswerFormat, TokenGrammar> eldest) {
            return size() > MAX_KEPT;
        }
    };

    Constraints(Model model) {
        this.model = model;
    }

    /**
     * What holds an answer to this format; empty if anything may be written.
     *
     * @throws ApiException if the format can't be enforced; it is never let through
     */
    Optional<ConstraintSource> of(AnswerFormat format) {
        if (format instanceof AnswerFormat.Text) {
            return Optional.empty();
        }
        return Optional.of(GrammarConstraint.source(compiled(format)));
    }

    private TokenGrammar compiled(AnswerFormat format) {
        synchronized (kept) {
            TokenGrammar known = kept.get(format);
            if (known != null) {
                return known;
            }
        }
        try {
            TokenGrammar grammar = model.compile(grammar(format));
            synchronized (kept) {
                kept.put(format, grammar);
            }
            return grammar;
        } catch (GrammarException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "format can't be enforced: " + e.getMessage(), e);
        }
    }

    private static Grammar grammar(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.JsonObject _ -> JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT);
            case AnswerFormat.JsonSchema schema -> JsonSchemas.compile(schema.schema());
            case AnswerFormat.Grammar grammar -> Grammar.parseGbnf(grammar.gbnf());
            case AnswerFormat.Text _ -> throw new IllegalArgumentException("nothing to enforce");
        };
    }
}

package hearth.server.call;

import java.util.Map;

/** What shape an answer must have. Enforced token by token; what can't be enforced is refused. */
public sealed interface AnswerFormat {
    /** Anything. */
    AnswerFormat TEXT = new Text();

    /** One JSON object. */
    AnswerFormat JSON_OBJECT = new JsonObject();

    /** Anything. */
    record Text() implements AnswerFormat {}

    /** One JSON object. */
    record JsonObject() implements AnswerFormat {}

    /** JSON that is valid against this schema. */
    record JsonSchema(Map<String, Object> schema) implements AnswerFormat {}

    /** Text of this GBNF grammar. */
    record Grammar(String gbnf) implements AnswerFormat {}
}

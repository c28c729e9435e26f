package hearth.server.call;

import java.util.List;
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

    /**
     * Calls of these tools with arguments that are valid against their schemas.
     *
     * @param tools definitions as in {@link ChatCall#tools}
     * @param required whether the answer is calls from its first token on; otherwise only what begins as a call is held to be one
     * @param otherwise what the answer may be instead of calls, where that has a shape too; not with {@code required}
     */
    record ToolCalls(List<Map<String, Object>> tools, int maxCalls, boolean required, AnswerFormat otherwise)
            implements AnswerFormat {
        public ToolCalls {
            tools = List.copyOf(tools);
        }
    }

    /**
     * Reasoning first, which is free, then an answer of this shape.
     *
     * @param begun whether the prompt has begun the reasoning; otherwise the answer may leave it out
     */
    record AfterThinking(AnswerFormat then, boolean begun) implements AnswerFormat {}

    /** What the answer itself must be. */
    default AnswerFormat withoutThinking() {
        return this instanceof AfterThinking after ? after.then : this;
    }
}

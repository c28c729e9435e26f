package hearth.server.openai;

import hearth.server.call.Answer;
import java.util.List;
import java.util.Map;

/** What a dialect that is OpenAI's with more does otherwise. */
public interface OpenAiVariant {
    /** OpenAI's own. */
    OpenAiVariant NONE = new OpenAiVariant() {
        @Override
        public Map<String, Object> request(Map<String, Object> request) {
            return request;
        }

        @Override
        public Map<String, Object> members(String model, List<Answer> answers) {
            return Map.of();
        }
    };

    /** The request in OpenAI's words. */
    Map<String, Object> request(Map<String, Object> request);

    /** What stands behind the members of an answer that is not streamed. */
    Map<String, Object> members(String model, List<Answer> answers);
}

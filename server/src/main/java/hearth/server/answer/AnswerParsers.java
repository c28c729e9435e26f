package hearth.server.answer;

import hearth.chat.answer.AnswerFormat;
import hearth.chat.answer.AnswerParser;
import java.util.List;
import java.util.Map;

/**
 * Makes a parser for each choice of a call.
 *
 * @param prompt its text: it may end with the beginning of the reasoning
 */
record AnswerParsers(AnswerFormat format, String prompt, List<Map<String, Object>> tools) {
    AnswerParser parser() {
        return format.parser(prompt, tools);
    }
}

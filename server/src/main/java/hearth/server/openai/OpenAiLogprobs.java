package hearth.server.openai;

import hearth.server.call.TokenLogprob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Log probabilities as OpenAI writes them. */
final class OpenAiLogprobs {
    private OpenAiLogprobs() {}

    /** Of chat and responses: a token an item. */
    static List<Object> items(List<TokenLogprob> logprobs) {
        List<Object> items = new ArrayList<>();
        for (TokenLogprob logprob : logprobs) {
            Map<String, Object> item = item(logprob);
            item.put("top_logprobs", logprob.top().stream().map(OpenAiLogprobs::item).toList());
            items.add(item);
        }
        return items;
    }

    private static Map<String, Object> item(TokenLogprob logprob) {
        int[] bytes = new int[logprob.bytes().length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = logprob.bytes()[i] & 0xFF;
        }
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("token", logprob.text());
        item.put("logprob", finite(logprob));
        item.put("bytes", bytes);
        return item;
    }

    /** Of completions: lists side by side. {@code offset} is where the first token begins in the text. */
    static Map<String, Object> columns(List<TokenLogprob> logprobs, int offset) {
        List<Object> tokens = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        List<Object> tops = new ArrayList<>();
        List<Object> offsets = new ArrayList<>();
        int at = offset;
        for (TokenLogprob logprob : logprobs) {
            tokens.add(logprob.text());
            values.add(finite(logprob));
            Map<String, Object> top = new LinkedHashMap<>();
            logprob.top().forEach(each -> top.put(each.text(), finite(each)));
            tops.add(top);
            offsets.add(at);
            at += logprob.text().length();
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("tokens", tokens);
        columns.put("token_logprobs", values);
        columns.put("top_logprobs", tops);
        columns.put("text_offset", offsets);
        return columns;
    }

    /** JSON has no infinities. */
    private static float finite(TokenLogprob logprob) {
        return Math.max(logprob.logprob(), -Float.MAX_VALUE);
    }
}

package hearth.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What each token is after the rules that go by a token's text: files often leave out which tokens end a generation, or give
 * a marker the wrong kind.
 */
final class TokenRoles {
    private static final Set<String> ENDINGS = Set.of(
            "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>",
            "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
            "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<\uFF5Cend\u2581of\u2581sentence\uFF5C>", "[e~[");
    private static final Map<SpecialToken, List<String>> USUAL_TEXTS = Map.of(
            SpecialToken.EOT,
            List.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "<EOT>",
                    "_<EOT>", "[EOT]", "<\uFF5Cend\u2581of\u2581sentence\uFF5C>", "<end_of_utterance>"),
            SpecialToken.EOM,
            List.of("<|eom_id|>"),
            SpecialToken.FIM_PREFIX,
            List.of("<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<\uFF5Cfim\u2581begin\uFF5C>", "<PRE>",
                    "\u2581<PRE>", "<|code_prefix|>", "<|prefix|>"),
            SpecialToken.FIM_SUFFIX,
            List.of("<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<\uFF5Cfim\u2581hole\uFF5C>", "<SUF>",
                    "\u2581<SUF>", "<|code_suffix|>", "<|suffix|>"),
            SpecialToken.FIM_MIDDLE,
            List.of("<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<\uFF5Cfim\u2581end\uFF5C>", "<MID>",
                    "\u2581<MID>", "<|code_middle|>", "<|middle|>"),
            SpecialToken.FIM_PADDING,
            List.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
            SpecialToken.FIM_REPOSITORY,
            List.of("<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
            SpecialToken.FIM_SEPARATOR,
            List.of("<|file_sep|>"));
    // markers of the gpt-oss family that are always rendered
    private static final List<String> ALWAYS_RENDERED = List.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>");
    // added tokens that are ordinary text in documents although they look like markers
    private static final Set<String> HTML = Set.of(
            "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6",
            "blockquote", "strong", "em", "b", "i", "u", "s", "sub", "sup", "code", "ul", "ol", "li", "p", "br");
    private static final int LONGEST_MARKER = 32; // bytes; of the texts above

    private final Vocabulary vocabulary;
    private final TokenType[] types;
    private final Map<String, Integer> known = new HashMap<>(); // ids of the texts above, as far as present
    private final BitSet endings = new BitSet();
    private final Map<SpecialToken, Integer> ids = new EnumMap<>(SpecialToken.class);

    TokenRoles(Vocabulary vocabulary, Map<SpecialToken, Integer> defaults) {
        this.vocabulary = vocabulary;
        types = new TokenType[vocabulary.size()];
        for (int id = 0; id < types.length; id++) {
            types[id] = vocabulary.type(id);
        }
        findKnownTexts();
        defaults.forEach((token, id) -> {
            if (id < types.length) {
                ids.put(token, id);
            }
        });
        ids.putAll(vocabulary.specialIds());
        USUAL_TEXTS.forEach(this::findByText);
        markEndings();
    }

    TokenType type(int id) {
        return types[id];
    }

    /** True for tokens that are never the plain reading of a text: control and unknown. */
    boolean isControl(int id) {
        return types[id] == TokenType.CONTROL || types[id] == TokenType.UNKNOWN;
    }

    boolean isEnding(int id) {
        return endings.get(id);
    }

    OptionalInt id(SpecialToken token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * True for tokens that text from outside must never become: control and unknown ones, and added ones that look like a
     * marker ({@code <…>} or {@code […]}, but no plain HTML tag).
     */
    boolean isReserved(int id) {
        return isControl(id) || types[id] == TokenType.USER_DEFINED && looksLikeMarker(vocabulary.tokens().text(id));
    }

    private static boolean looksLikeMarker(String text) {
        int last = text.length() - 1;
        if (last < 2) {
            return false;
        }
        if (text.charAt(0) == '[' && text.charAt(last) == ']') {
            return true;
        }
        if (text.charAt(0) != '<' || text.charAt(last) != '>') {
            return false;
        }
        String name = text.substring(text.charAt(1) == '/' ? 2 : 1, last);
        return !HTML.contains(name);
    }

    private void findKnownTexts() {
        Set<String> wanted = new HashSet<>(ENDINGS);
        USUAL_TEXTS.values().forEach(wanted::addAll);
        wanted.addAll(ALWAYS_RENDERED);
        boolean[] firstBytes = new boolean[0x100];
        boolean[] lastBytes = new boolean[0x100];
        for (String text : wanted) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            firstBytes[utf8[0] & 0xFF] = true;
            lastBytes[utf8[utf8.length - 1] & 0xFF] = true;
        }
        TextTable tokens = vocabulary.tokens();
        byte[] bytes = tokens.bytes();
        for (int id = 0; id < types.length; id++) {
            int length = tokens.length(id);
            if (length > 2
                    && length <= LONGEST_MARKER
                    && lastBytes[bytes[tokens.end(id) - 1] & 0xFF]
                    && firstBytes[bytes[tokens.start(id)] & 0xFF]) {
                String text = tokens.text(id);
                if (wanted.contains(text)) {
                    known.putIfAbsent(text, id);
                }
            }
        }
    }

    private void findByText(SpecialToken token, List<String> texts) {
        if (ids.containsKey(token)) {
            return;
        }
        for (String text : texts) {
            Integer id = known.get(text);
            if (id != null) {
                ids.put(token, id);
                types[id] = TokenType.CONTROL;
                return;
            }
        }
    }

    private void markEndings() {
        for (SpecialToken token : List.of(SpecialToken.FIM_PADDING, SpecialToken.FIM_REPOSITORY, SpecialToken.FIM_SEPARATOR)) {
            id(token).ifPresent(endings::set);
        }
        for (String text : ENDINGS) {
            Integer id = known.get(text);
            if (id != null) {
                endings.set(id);
                types[id] = TokenType.CONTROL;
            }
        }
        for (String text : ALWAYS_RENDERED) {
            Integer id = known.get(text);
            if (id != null) {
                types[id] = TokenType.USER_DEFINED;
            }
        }
        for (SpecialToken token : List.of(SpecialToken.EOS, SpecialToken.EOT, SpecialToken.EOM)) {
            id(token).ifPresent(endings::set);
        }
        // in these families "<|end|>" closes a message, not the answer
        boolean calls = isEnding("<|call|>") || isEnding("<|calls|>");
        if (calls && isEnding("<|end|>") && (isEnding("<|return|>") || isEnding("<|flush|>"))) {
            demote("<|end|>", TokenType.USER_DEFINED);
        }
        if (isEnding("<|tool_response>") && isEnding("</s>")) {
            demote("</s>", TokenType.NORMAL);
        }
    }

    private boolean isEnding(String text) {
        Integer id = known.get(text);
        return id != null && endings.get(id);
    }

    private void demote(String text, TokenType type) {
        int id = known.get(text);
        endings.clear(id);
        types[id] = type;
    }
}

package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.format.gguf.TextArray;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.huggingface.TokenizerFiles;
import hearth.workshop.convert.family.Families;
import hearth.workshop.convert.family.Sizes;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Models that score texts instead of writing: classifications, and Qwen3-Reranker, which is stored as a model that writes "yes" or "no"
 * and becomes a classification with the two rows of its output; llama.cpp's converter does the same.
 */
final class RankingHead {
    private static final int RANK = 4;
    private static final String QWEN_RERANKER = "qwen3-reranker";
    private static final List<String> ANSWERS = List.of("yes", "no");
    private static final String TEMPLATE_NAME = "rerank";
    private static final Set<String> WITH_PAIRS = Set.of("albert", "bert", "modern-bert", "mpnet"); // their tokenizers have a form for pairs

    /** The prompt this model was trained with. */
    private static final String QWEN_TEMPLATE = """
            <|im_start|>system
            Judge whether the Document meets the requirements based on the Query and the Instruct provided. \
            Note that the answer can only be "yes" or "no".<|im_end|>
            <|im_start|>user
            <Instruct>: Given a web search query, retrieve relevant passages that answer the query
            <Query>: {query}
            <Document>: {document}<|im_end|>
            <|im_start|>assistant
            <think>

            </think>

            """;

    private final JsonFile config;
    private final String architecture;
    private final boolean classifies;
    private final boolean qwenReranker;

    private RankingHead(JsonFile config, String architecture, boolean classifies, boolean qwenReranker) {
        this.config = config;
        this.architecture = architecture;
        this.classifies = classifies;
        this.qwenReranker = qwenReranker;
    }

    static RankingHead of(HuggingFaceFolder folder, JsonFile config, Sizes sizes) {
        boolean qwenReranker = sizes.architecture().equals("qwen3") && isQwenReranker(folder, config);
        return new RankingHead(config, sizes.architecture(), Families.classifies(config), qwenReranker);
    }

    /** Nothing in its {@code config.json} tells it from the model that it was trained from. */
    private static boolean isQwenReranker(HuggingFaceFolder folder, JsonFile config) {
        boolean named = Stream.of(folder.name(), config.text("_name_or_path").orElse(""))
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(QWEN_RERANKER));
        return named || folder.text("README.md").orElse("").toLowerCase(Locale.ROOT).contains("# " + QWEN_RERANKER);
    }

    private boolean isRead() {
        return classifies || qwenReranker;
    }

    /** Writes how scores are made and what they mean. */
    void describe(Sizes sizes) {
        if (!isRead()) {
            return;
        }
        sizes.put(Model.POOLING_TYPE, RANK);
        List<String> labels = classifies ? labels() : ANSWERS;
        if (!labels.isEmpty()) {
            sizes.put(Model.CLASSIFIER_LABELS, TextArray.of(labels));
        }
    }

    /** Those of {@code id2label} that someone chose. */
    private List<String> labels() {
        Map<String, Object> named = config.object("id2label").map(JsonFile::values).orElse(Map.of());
        List<String> labels = new ArrayList<>();
        for (int id = 0; id < named.size(); id++) {
            if (!(named.get(String.valueOf(id)) instanceof String label)) {
                throw config.error("id2label", "has no text for " + id);
            }
            labels.add(label);
        }
        return labels.stream().allMatch(label -> label.matches("LABEL_\\d+")) ? List.of() : labels;
    }

    /** Puts the rows of the two answers in the place of the output. */
    void pickAnswers(String file, Map<String, Values> values, TokenizerFiles tokenizer) {
        if (classifies && !values.containsKey(TensorNames.CLASSIFIER_OUTPUT)) {
            throw InvalidModelException.inFile(Kind.MISSING, file, "has no classification, though its architecture says so");
        }
        if (classifies || !qwenReranker) {
            return;
        }
        Values output = Optional.ofNullable(values.remove(TensorNames.OUTPUT)).orElseGet(() -> values.get(TensorNames.TOKEN_EMBEDDING));
        TextTable tokens = tokenizer.vocabulary().tokens();
        int[] rows = ANSWERS.stream().mapToInt(tokens::indexOf).toArray();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0) {
                throw InvalidModelException.inFile(Kind.MISSING, file, "is a reranker, but \"" + ANSWERS.get(i) + "\" is no token of it");
            }
        }
        values.put(TensorNames.CLASSIFIER_OUTPUT,
                Transform.picked(output.size(0), rows.length, row -> rows[(int) row]).apply(output));
    }

    /** The tokenizer with the form of its prompts, where that is known. */
    TokenizerFiles completed(TokenizerFiles tokenizer) {
        if (!qwenReranker || tokenizer.namedChatTemplates().containsKey(TEMPLATE_NAME)) {
            return tokenizer;
        }
        Map<String, String> templates = new HashMap<>(tokenizer.namedChatTemplates());
        templates.put(TEMPLATE_NAME, QWEN_TEMPLATE);
        return new TokenizerFiles(
                tokenizer.vocabulary(), tokenizer.cleanSpaces(), tokenizer.chatTemplate(), templates, tokenizer.notes());
    }

    List<String> notes() {
        if (qwenReranker && !classifies) {
            return List.of("This is a Qwen3-Reranker: it becomes a model that scores documents and can't write.");
        }
        if (classifies && !qwenReranker && !WITH_PAIRS.contains(architecture)) {
            return List.of("The folder does not say how a query and a document become one text: they are put one behind the other.");
        }
        return List.of();
    }
}

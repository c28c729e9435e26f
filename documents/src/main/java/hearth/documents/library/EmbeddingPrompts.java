package hearth.documents.library;

import java.util.List;
import java.util.Locale;

/**
 * The words that some embedding models want before questions and documents, as their makers' model cards give them. Models that are not
 * known here get none.
 *
 * @param question before a question
 * @param document before a document
 */
record EmbeddingPrompts(String question, String document) {
    private record Known(String name, EmbeddingPrompts prompts) {}

    private static final String WEB_SEARCH = "Represent this sentence for searching relevant passages: ";
    private static final String CHINESE_SEARCH = "\u4E3A\u8FD9\u4E2A\u53E5\u5B50\u751F\u6210\u8868\u793A"
            + "\u4EE5\u7528\u4E8E\u68C0\u7D22\u76F8\u5173\u6587\u7AE0\uFF1A";

    private static final List<Known> KNOWN = List.of(
            new Known("nomic-embed", new EmbeddingPrompts("search_query: ", "search_document: ")),
            new Known("embeddinggemma", new EmbeddingPrompts("task: search result | query: ", "title: none | text: ")),
            new Known("qwen3-embedding", new EmbeddingPrompts(
                    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:", "")),
            new Known("multilingual-e5-large-instruct", new EmbeddingPrompts(
                    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ", "")),
            new Known("e5-", new EmbeddingPrompts("query: ", "passage: ")),
            new Known("mxbai-embed", new EmbeddingPrompts(WEB_SEARCH, "")),
            new Known("bge-m3", new EmbeddingPrompts("", "")),
            new Known("bge-small-zh", new EmbeddingPrompts(CHINESE_SEARCH, "")),
            new Known("bge-base-zh", new EmbeddingPrompts(CHINESE_SEARCH, "")),
            new Known("bge-large-zh", new EmbeddingPrompts(CHINESE_SEARCH, "")),
            new Known("bge-", new EmbeddingPrompts(WEB_SEARCH, "")),
            new Known("snowflake-arctic-embed2", new EmbeddingPrompts("query: ", "")),
            new Known("arctic-embed-l-v2", new EmbeddingPrompts("query: ", "")),
            new Known("arctic-embed-m-v2", new EmbeddingPrompts("query: ", "")),
            new Known("arctic-embed", new EmbeddingPrompts(WEB_SEARCH, "")));

    /** Those of a model, by its name. */
    static EmbeddingPrompts of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return KNOWN.stream()
                .filter(known -> name.contains(known.name()))
                .map(Known::prompts)
                .findFirst()
                .orElse(new EmbeddingPrompts("", ""));
    }
}

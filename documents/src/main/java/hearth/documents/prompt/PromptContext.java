package hearth.documents.prompt;

import hearth.documents.SearchResult.WordsOnly;
import java.util.List;

/**
 * A question with its documents.
 *
 * @param prompt the user's whole message for the model; the question alone if there was nothing to add
 * @param mode WHOLE or PASSAGES
 * @param sources numbered parts, in order
 * @param whole ids of documents that are in it whole
 * @param tokens of the prompt
 * @param wordsOnly libraries that were not searched by meaning, with reasons
 * @param unread names of documents that could not be used, because they failed or were cancelled
 */
public record PromptContext(
        String prompt, ContextMode mode, List<Source> sources, List<String> whole, int tokens, List<WordsOnly> wordsOnly, List<String> unread) {}

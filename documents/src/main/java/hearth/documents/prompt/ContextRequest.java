package hearth.documents.prompt;

import hearth.documents.TokenCounter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Documents for a question.
 *
 * @param selection libraries by their ids; of each all documents, or only those named
 * @param question as the user wrote it; it ends the prompt
 * @param searched what is searched for: the question, and what it needs to be understood
 * @param budgetTokens room for all of the prompt
 * @param present ids of documents that the conversation has whole already
 * @param counter of the model that will answer
 */
public record ContextRequest(
        Map<String, Optional<List<String>>> selection,
        String question,
        String searched,
        ContextMode mode,
        int budgetTokens,
        Set<String> present,
        TokenCounter counter) {}

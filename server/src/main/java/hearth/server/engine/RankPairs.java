package hearth.server.engine;

import hearth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A query and a document as the one sequence that a cross-encoder reads: {@code begin query end document end}. With a vocabulary that is
 * not BERT's a second end token stands before the document, as RoBERTa and the models after it were trained.
 */
final class RankPairs {
    private RankPairs() {}

    /**
     * @param query with the model's begin and end token
     * @param document the same
     */
    static int[] of(int[] query, int[] document, Tokenizer tokenizer) {
        boolean begins = document.length > 1 && tokenizer.isControl(document[0]);
        boolean ends = document.length > 1 && tokenizer.isControl(document[document.length - 1]);
        int[] rest = begins ? Arrays.copyOfRange(document, 1, document.length) : document;
        boolean doubled = begins && ends && !tokenizer.vocabulary().model().equals("bert");
        IntStream between = doubled ? IntStream.of(document[document.length - 1]) : IntStream.empty();
        return IntStream.concat(IntStream.concat(Arrays.stream(query), between), Arrays.stream(rest)).toArray();
    }
}

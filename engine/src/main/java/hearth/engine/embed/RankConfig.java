package hearth.engine.embed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a reranker's file says about its scores.
 *
 * @param template a prompt with {@code {query}} and {@code {document}} in it; without one the two are put one behind the other
 * @param labels what each score means; empty where the file does not say
 * @param causal whether the model reads from left to right, so that its last token classifies
 */
public record RankConfig(Optional<String> template, List<String> labels, boolean causal) {
    /** Name of the template among a file's chat templates. */
    public static final String TEMPLATE_NAME = "rerank";

    private static final Set<String> POSITIVE = Set.of("yes", "true", "relevant");

    public RankConfig {
        labels = List.copyOf(labels);
    }

    /** Whether the template, if there is one, has a place for the query and one for the document. */
    public boolean hasPlaces() {
        return template.isEmpty() || template.get().contains("{query}") && template.get().contains("{document}");
    }

    /**
     * Which of the scores says that a document answers: the only one, or that whose label says yes; empty where nothing tells.
     *
     * @param count of the scores
     */
    public OptionalInt positive(int count) {
        for (int i = 0; i < Math.min(count, labels.size()); i++) {
            if (POSITIVE.contains(labels.get(i).toLowerCase(Locale.ROOT))) {
                return OptionalInt.of(i);
            }
        }
        return count == 1 ? OptionalInt.of(0) : OptionalInt.empty();
    }
}

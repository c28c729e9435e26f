package hearth.tokenizer;

/** The form of a merge in a model file: two texts with a space between, which may itself stand at the very start. */
final class MergeText {
    private MergeText() {}

    /**
     * Where the separating space of merge {@code rank} is: the first one after the first byte.
     *
     * @throws InvalidVocabularyException if there is none, or nothing follows it
     */
    static int separator(TextTable merges, int rank) {
        byte[] bytes = merges.bytes();
        int end = merges.end(rank);
        int space = merges.start(rank) + 1;
        while (space < end && bytes[space] != ' ') {
            space++;
        }
        if (space >= end - 1) {
            throw new InvalidVocabularyException(
                    "merge " + rank + " is \"" + merges.text(rank) + "\", not two texts with a space between");
        }
        return space;
    }
}

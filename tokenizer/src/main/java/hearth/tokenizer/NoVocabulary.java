package hearth.tokenizer;

/** Stands in where a model file has no vocabulary: its tokens have no text, and no text has tokens. */
final class NoVocabulary implements FragmentEncoder {
    private final PieceTable pieces;

    NoVocabulary(int tokenCount) {
        pieces = new PieceTable(tokenCount, 0);
        for (int id = 0; id < tokenCount; id++) {
            pieces.add(new byte[0], 0, 0);
        }
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        return (text, from, to) -> {
            throw new InvalidVocabularyException("the model file has no vocabulary: it takes token ids, not text");
        };
    }
}

package hearth.tokenizer;

import hearth.tokenizer.split.BertSplitter;
import hearth.tokenizer.split.StrictBertSplitter;
import hearth.tokenizer.split.WordSink;
import hearth.tokenizer.split.WordSplitter;

/**
 * WordPiece (BERT): words are covered from the left by the longest token each time; a word that can't be covered is unknown.
 * Model files write U+2581 before tokens that begin a word, and nothing before the others.
 */
final class WordPieceEncoder implements FragmentEncoder {
    private final PieceTable pieces;
    private final PieceTree tree;
    private final WordSplitter splitter;
    private final int longestWord; // characters
    private final int unknown; // -1 where missing

    WordPieceEncoder(Vocabulary vocabulary, TokenRoles roles) {
        SpacedPieces spaced = SpacedPieces.of(vocabulary, roles);
        pieces = spaced.pieces();
        tree = new PieceTree(pieces, spaced.matchable());
        Normalization rules = vocabulary.normalization();
        boolean lowerCase = rules.lowerCase().orElse(true);
        boolean stripAccents = rules.stripAccents().orElse(lowerCase);
        splitter = rules.exactWords()
                .<WordSplitter>map(exact -> new StrictBertSplitter(lowerCase, stripAccents, exact.cleanText(), exact.chineseWords()))
                .orElseGet(() -> new BertSplitter(lowerCase, stripAccents));
        longestWord = rules.exactWords().map(ExactWords::longestWord).orElse(Integer.MAX_VALUE);
        unknown = roles.id(SpecialToken.UNKNOWN).orElse(-1);
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        return new WordSession(ids);
    }

    private final class WordSession implements Session, WordSink {
        private static final char[] SPACE = {' '};

        private final IdList ids;
        private final WordBytes word = new WordBytes();

        WordSession(IdList ids) {
            this.ids = ids;
        }

        @Override
        public void encode(char[] text, int from, int to) {
            splitter.split(text, from, to, this);
        }

        @Override
        public void word(char[] text, int from, int to) {
            int before = ids.size();
            if (to - from > longestWord && Character.codePointCount(text, from, to - from) > longestWord || !cover(text, from, to)) {
                ids.truncate(before);
                if (unknown >= 0) {
                    ids.add(unknown);
                }
            }
        }

        /** Adds the pieces of a word; false where a part of it is no piece. */
        private boolean cover(char[] text, int from, int to) {
            word.clear();
            word.add(SPACE, 0, 1);
            word.add(text, from, to);
            for (int at = 0; at < word.size(); ) {
                int id = tree.longest(word, at);
                if (id == PieceTree.NO_PIECE) {
                    return false;
                }
                ids.add(id);
                at += pieces.length(id);
            }
            return true;
        }
    }
}

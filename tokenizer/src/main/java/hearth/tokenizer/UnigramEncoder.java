package hearth.tokenizer;

import java.util.Arrays;

/**
 * Unigram (T5, XLM-RoBERTa): of all ways to cut the normalized text into tokens the one with the highest sum of scores, found
 * by the Viterbi algorithm. A character that no token covers is unknown; neighbouring unknown ones count as one.
 */
final class UnigramEncoder implements FragmentEncoder {
    private static final double UNKNOWN_PENALTY = 10;

    private final PieceTable pieces;
    private final PieceTree tree;
    private final UnigramNormalizer normalizer;
    private final double[] scores;
    private final double unknownScore;
    private final int unknown; // -1 where missing
    private final boolean cutsAtSpaces; // each space begins a text of its own

    /** @throws InvalidVocabularyException if the character map is malformed */
    UnigramEncoder(Vocabulary vocabulary, TokenRoles roles, boolean addSpacePrefix) {
        SpacedPieces spaced = SpacedPieces.of(vocabulary, roles);
        pieces = spaced.pieces();
        cutsAtSpaces = vocabulary.normalization().byClusters();
        tree = new PieceTree(pieces, cutsAtSpaces ? withinWords(spaced) : spaced.matchable());
        normalizer = new UnigramNormalizer(
                new CharacterMap(vocabulary.normalization().characterMap()),
                addSpacePrefix,
                vocabulary.normalization().removeExtraSpaces().orElse(false),
                vocabulary.normalization().keepsLastSpace(),
                vocabulary.normalization().byClusters());
        scores = new double[vocabulary.size()];
        double lowest = Double.MAX_VALUE;
        for (int id = 0; id < scores.length; id++) {
            scores[id] = roles.type(id) == TokenType.USER_DEFINED ? 0 : vocabulary.score(id);
            if (roles.type(id) == TokenType.NORMAL) {
                lowest = Math.min(lowest, scores[id]);
            }
        }
        unknownScore = lowest - UNKNOWN_PENALTY;
        unknown = roles.id(SpecialToken.UNKNOWN).orElse(-1);
    }

    /** Tokens without a space behind their first character. */
    private static int[] withinWords(SpacedPieces spaced) {
        return Arrays.stream(spaced.matchable()).filter(id -> {
            byte[] bytes = spaced.pieces().copy(id);
            for (int i = 1; i < bytes.length; i++) {
                if (bytes[i] == ' ') {
                    return false;
                }
            }
            return true;
        }).toArray();
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        return new TextSession(ids);
    }

    private final class TextSession implements Session {
        private static final int UNKNOWN = -1;

        private final IdList ids;
        private final WordBytes text = new WordBytes();

        TextSession(IdList ids) {
            this.ids = ids;
        }

        @Override
        public void encode(char[] chars, int from, int to) {
            text.clear();
            normalizer.normalize(chars, from, to, text);
            int size = text.size();
            double[] best = new double[size + 1]; // the highest sum of a way to each byte
            int[] tokens = new int[size + 1]; // the last token of that way
            int[] starts = new int[size + 1]; // where that token begins
            Arrays.fill(best, Double.NEGATIVE_INFINITY);
            best[0] = 0;
            for (int at = 0; at < size; ) {
                int next = at + WordBytes.characterLength(text.bytes(), at, size);
                lookFrom(at, next, best, tokens, starts);
                at = next;
            }
            emit(tokens, starts, size);
        }

        private void lookFrom(int at, int next, double[] best, int[] tokens, int[] starts) {
            byte[] bytes = text.bytes();
            boolean covered = false;
            long position = tree.first(bytes[at]);
            for (int depth = 1; position != PieceTree.NOWHERE; depth++) {
                int id = tree.piece(position, depth);
                if (id != PieceTree.NO_PIECE) {
                    covered |= at + depth == next && scores[id] > Double.NEGATIVE_INFINITY;
                    offer(at + depth, best[at] + scores[id], id, at, best, tokens, starts);
                }
                position = at + depth < text.size() ? tree.step(position, depth, bytes[at + depth]) : PieceTree.NOWHERE;
            }
            if (!covered) {
                offer(next, best[at] + unknownScore, UNKNOWN, at, best, tokens, starts);
            }
        }

        private static void offer(int end, double sum, int id, int at, double[] best, int[] tokens, int[] starts) {
            if (sum > best[end]) {
                best[end] = sum;
                tokens[end] = id;
                starts[end] = at;
            }
        }

        private void emit(int[] tokens, int[] starts, int size) {
            IdList ends = new IdList(size / 3);
            for (int end = size; end > 0; end = starts[end]) {
                ends.add(end);
            }
            boolean afterUnknown = false;
            while (ends.size() > 0) {
                int end = ends.removeLast();
                boolean isUnknown = tokens[end] == UNKNOWN;
                boolean continues = afterUnknown && !(cutsAtSpaces && text.bytes()[starts[end]] == ' ');
                if (!isUnknown) {
                    ids.add(tokens[end]);
                } else if (!continues && unknown >= 0) {
                    ids.add(unknown);
                }
                afterUnknown = isUnknown;
            }
        }
    }
}

package hearth.tokenizer;

import hearth.tokenizer.split.PreTokenizer;
import hearth.tokenizer.split.WordSink;
import java.util.Arrays;

/**
 * Byte pair encoding on the text itself (Gemma 4): characters are symbols, pairs merge in the order of the merge list, and what
 * is no token in the end is spelled in byte tokens. Most such vocabularies write U+2581 for a space; here it is an ordinary
 * space throughout, and U+2581 in a text counts as one.
 */
final class CharacterPairEncoder implements FragmentEncoder {
    private final PreTokenizer preTokenizer;
    private final boolean marksSpaces;
    private final int tokenCount;
    private final PieceTable pieces; // tokens, then symbols that merges name although they are no tokens
    private final PieceIndex index;
    private final PairTable merges;
    private final int[] byteTokens = new int[0x100]; // -1 where missing

    /**
     * @param marksSpaces whether the vocabulary writes U+2581 for a space
     * @throws InvalidVocabularyException if a merge is not made of two texts
     */
    CharacterPairEncoder(Vocabulary vocabulary, TokenRoles roles, PreTokenizer preTokenizer, boolean marksSpaces) {
        this.preTokenizer = preTokenizer;
        this.marksSpaces = marksSpaces;
        tokenCount = vocabulary.size();
        TextTable tokens = vocabulary.tokens();
        pieces = new PieceTable(tokenCount, tokens.bytes().length);
        index = new PieceIndex(pieces, tokenCount);
        Arrays.fill(byteTokens, -1);
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        for (int id = 0; id < tokenCount; id++) {
            addToken(tokens, id, roles, raw);
        }
        merges = new PairTable(vocabulary.merges().size());
        addMerges(vocabulary.merges(), raw);
    }

    private void addToken(TextTable tokens, int id, TokenRoles roles, byte[] raw) {
        byte[] bytes = tokens.bytes();
        int start = tokens.start(id);
        int end = tokens.end(id);
        switch (roles.type(id)) {
            case NORMAL -> {
                pieces.add(raw, 0, plain(bytes, start, end, raw));
                if (pieces.length(id) > 0) {
                    index.add(id);
                }
            }
            case USER_DEFINED -> {
                pieces.add(bytes, start, end);
                if (end > start && !roles.isReserved(id)) {
                    index.add(id);
                }
            }
            case CONTROL, UNKNOWN -> pieces.add(bytes, start, end);
            case UNUSED -> pieces.add(bytes, start, start);
            case BYTE -> {
                pieces.addByteToken(bytes, start, end);
                if (pieces.length(id) == 1) {
                    byteTokens[pieces.bytes()[pieces.start(id)] & 0xFF] = id;
                }
            }
        }
    }

    private int plain(byte[] bytes, int start, int end, byte[] target) {
        if (marksSpaces) {
            return SpaceMark.toSpaces(bytes, start, end, target);
        }
        System.arraycopy(bytes, start, target, 0, end - start);
        return end - start;
    }

    private void addMerges(TextTable texts, byte[] raw) {
        byte[] bytes = texts.bytes();
        byte[] joined = new byte[TextTable.MAX_TEXT_BYTES];
        for (int rank = 0; rank < texts.size(); rank++) {
            int space = MergeText.separator(texts, rank);
            int left = plain(bytes, texts.start(rank), space, joined);
            int right = plain(bytes, space + 1, texts.end(rank), raw);
            System.arraycopy(raw, 0, joined, left, right);
            int leftId = symbol(joined, 0, left);
            int rightId = symbol(joined, left, left + right);
            merges.putIfAbsent(leftId, rightId, (long) rank << 32 | symbol(joined, 0, left + right));
        }
    }

    /** The id of these bytes; if they are no token that text may become, one beyond the vocabulary. */
    private int symbol(byte[] bytes, int from, int to) {
        int id = index.find(bytes, from, to);
        if (id == PieceIndex.ABSENT) {
            id = pieces.add(bytes, from, to);
            index.add(id);
        }
        return id;
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        return new WordSession(ids);
    }

    private final class WordSession implements Session, PairRule, WordSink {
        private static final int NO_SYMBOL = Integer.MAX_VALUE;

        private final IdList ids;
        private final WordBytes word = new WordBytes();
        private final SymbolMerger merger = new SymbolMerger(this);

        WordSession(IdList ids) {
            this.ids = ids;
        }

        @Override
        public void encode(char[] text, int from, int to) {
            char[] part = text;
            int start = from;
            if (marksSpaces) {
                part = Arrays.copyOfRange(text, from, to);
                start = 0;
                for (int i = 0; i < part.length; i++) {
                    part[i] = part[i] == SpaceMark.CHARACTER ? ' ' : part[i];
                }
            }
            preTokenizer.split(part, start, start + to - from, this);
        }

        @Override
        public long pair(int left, int right, int from, int to) {
            return merges.get(left, right); // absent is NONE
        }

        @Override
        public void word(char[] text, int from, int to) {
            word.clear();
            word.add(text, from, to);
            byte[] bytes = word.bytes();
            int size = word.size();
            if (bytes[0] == '\n') { // all newlines, if the pre-tokenizer keeps them apart
                int id = index.find(bytes, 0, size);
                if (id != PieceIndex.ABSENT && id < tokenCount) {
                    ids.add(id);
                    return;
                }
            }
            merger.clear();
            int start = 0;
            for (int i = 1; i <= size; i++) {
                if (i == size || (bytes[i] & 0xC0) != 0x80) {
                    int id = index.find(bytes, start, i);
                    merger.add(id == PieceIndex.ABSENT ? NO_SYMBOL : id, start);
                    start = i;
                }
            }
            merger.merge(size);
            for (int i = 0; i < merger.count(); i++) {
                if (merger.id(i) < tokenCount) {
                    ids.add(merger.id(i));
                } else {
                    spell(merger.start(i), merger.start(i + 1));
                }
            }
        }

        /** Byte tokens for a symbol that is no token; a space is spelled as its mark. A byte without a token is left out. */
        private void spell(int from, int to) {
            for (int i = from; i < to; i++) {
                byte value = word.bytes()[i];
                int count = marksSpaces && value == ' ' ? SpaceMark.byteCount() : 1;
                for (int part = 0; part < count; part++) {
                    int id = byteTokens[(count > 1 ? SpaceMark.byteAt(part) : value) & 0xFF];
                    if (id >= 0) {
                        ids.add(id);
                    }
                }
            }
        }
    }
}

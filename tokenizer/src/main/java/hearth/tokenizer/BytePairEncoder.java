package hearth.tokenizer;

import hearth.tokenizer.split.PreTokenizer;
import hearth.tokenizer.split.WordSink;
import java.util.BitSet;

/**
 * Byte-level byte pair encoding (GPT-2 and most later models): cuts text into words, takes the bytes of a word as symbols and
 * merges them in the order of the merge list.
 */
final class BytePairEncoder implements FragmentEncoder {
    private final PreTokenizer preTokenizer;
    private final int tokenCount;
    private final PieceTable pieces; // tokens, then symbols that merging can make although they are no tokens
    private final PieceIndex index;
    private final PairTable merges; // two symbols to what a PairRule says of them
    private final int[] symbolOfByte = new int[0x100];
    private final BitSet mergeable = new BitSet(); // tokens that can be found in the index
    private final IdList halves = new IdList(0); // two ids for each symbol that is no token; -1 for single bytes

    /** @throws InvalidVocabularyException if a merge is not made of two texts */
    BytePairEncoder(Vocabulary vocabulary, TokenRoles roles, PreTokenizer preTokenizer) {
        this.preTokenizer = preTokenizer;
        tokenCount = vocabulary.size();
        TextTable tokens = vocabulary.tokens();
        pieces = new PieceTable(tokenCount + 0x100, tokens.bytes().length);
        index = new PieceIndex(pieces, tokenCount);
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        for (int id = 0; id < tokenCount; id++) {
            addToken(tokens, id, roles, raw);
        }
        for (int b = 0; b < symbolOfByte.length; b++) {
            raw[0] = (byte) b;
            symbolOfByte[b] = symbol(raw, 0, 1, -1, -1);
        }
        merges = new PairTable(vocabulary.merges().size());
        addMerges(vocabulary.merges(), raw);
    }

    /** Only tokens that text can become by merging are put in the index: no markers, no bytes outside the alphabet. */
    private void addToken(TextTable tokens, int id, TokenRoles roles, byte[] raw) {
        byte[] bytes = tokens.bytes();
        int start = tokens.start(id);
        int end = tokens.end(id);
        switch (roles.type(id)) {
            case NORMAL -> {
                int length = ByteAlphabet.decode(bytes, start, end, raw, 0);
                if (length > 0) {
                    pieces.add(raw, 0, length);
                    mergeable.set(id, index.add(id));
                } else {
                    pieces.add(bytes, start, end);
                }
            }
            case USER_DEFINED -> {
                pieces.add(bytes, start, end);
                int length = ByteAlphabet.decode(bytes, start, end, raw, 0);
                if (length > 0 && pieces.equals(id, raw, 0, length) && !roles.isReserved(id)) {
                    mergeable.set(id, index.add(id));
                }
            }
            case CONTROL, UNKNOWN -> pieces.add(bytes, start, end);
            case UNUSED -> pieces.add(bytes, start, start);
            case BYTE -> pieces.addByteToken(bytes, start, end);
        }
    }

    private void addMerges(TextTable texts, byte[] raw) {
        byte[] bytes = texts.bytes();
        int guess = 0;
        for (int rank = 0; rank < texts.size(); rank++) {
            int start = texts.start(rank);
            int end = texts.end(rank);
            int space = MergeText.separator(texts, rank);
            int left = ByteAlphabet.decode(bytes, start, space, raw, 0);
            int right = left < 0 ? -1 : ByteAlphabet.decode(bytes, space + 1, end, raw, left);
            if (right >= 0) { // otherwise no text has such symbols
                guess = addMerge(rank, raw, left, left + right, guess);
            }
        }
    }

    /**
     * Adds the merge of {@code raw[0, middle)} with {@code raw[middle, end)} and returns the id it makes.
     *
     * @param lastMade what the merge before made: most vocabularies list merges in the order of the tokens they make
     */
    private int addMerge(int rank, byte[] raw, int middle, int end, int lastMade) {
        int left = middle == 1 ? symbolOfByte[raw[0] & 0xFF] : symbol(raw, 0, middle, -1, -1);
        int right = end - middle == 1 ? symbolOfByte[raw[middle] & 0xFF] : symbol(raw, middle, end, -1, -1);
        int made = lastMade + 1;
        if (made >= tokenCount || !mergeable.get(made) || !pieces.equals(made, raw, 0, end)) {
            made = symbol(raw, 0, end, left, right);
        }
        merges.putIfAbsent(left, right, (long) rank << 32 | made);
        return made;
    }

    /** The id of these bytes; if they are no token (or one that text must not become), a new one beyond the vocabulary. */
    private int symbol(byte[] bytes, int from, int to, int left, int right) {
        int id = index.find(bytes, from, to);
        if (id == PieceIndex.ABSENT) {
            id = pieces.add(bytes, from, to);
            index.add(id);
            halves.add(left);
            halves.add(right);
        } else if (id >= tokenCount && left >= 0 && halves.at(2 * (id - tokenCount)) < 0) {
            halves.set(2 * (id - tokenCount), left);
            halves.set(2 * (id - tokenCount) + 1, right);
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
        private final IdList ids;
        private final WordBytes word = new WordBytes();
        private final SymbolMerger merger;
        private final IdList stack = new IdList(0);

        WordSession(IdList ids) {
            this.ids = ids;
            merger = new SymbolMerger(this);
        }

        @Override
        public void encode(char[] text, int from, int to) {
            preTokenizer.split(text, from, to, this);
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
            if (preTokenizer.ignoresMerges()) {
                int id = index.find(bytes, 0, size);
                if (id != PieceIndex.ABSENT && id < tokenCount) {
                    ids.add(id);
                    return;
                }
            }
            merger.clear();
            for (int i = 0; i < size; i++) {
                merger.add(symbolOfByte[bytes[i] & 0xFF], i);
            }
            merger.merge(size);
            for (int i = 0; i < merger.count(); i++) {
                emit(merger.id(i));
            }
        }

        /** A symbol that is no token falls apart into the two it was made of; a byte without a token is left out. */
        private void emit(int symbol) {
            if (symbol < tokenCount) {
                ids.add(symbol);
                return;
            }
            stack.add(symbol);
            while (stack.size() > 0) {
                int next = stack.removeLast();
                if (next < tokenCount) {
                    ids.add(next);
                } else if (halves.at(2 * (next - tokenCount)) >= 0) {
                    stack.add(halves.at(2 * (next - tokenCount) + 1));
                    stack.add(halves.at(2 * (next - tokenCount)));
                }
            }
        }
    }
}

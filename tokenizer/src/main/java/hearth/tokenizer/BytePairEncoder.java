package hearth.tokenizer;

import hearth.tokenizer.split.PreTokenizer;

/**
 * Byte-level byte pair encoding (GPT-2 and most later models): cuts text into words, takes the bytes of a word as symbols and
 * merges them in the order of the merge list.
 */
final class BytePairEncoder implements FragmentEncoder {
    private final PreTokenizer preTokenizer;
    private final int tokenCount;
    private final PieceTable pieces; // tokens, then symbols that merging can make although they are no tokens
    private final PieceIndex index;
    private final PairTable ranks;
    private final int[] merged; // symbol made by the merge of each rank
    private final int[] symbolOfByte = new int[0x100];
    private final IdList halves = new IdList(0); // two ids for each symbol that is no token; -1 for single bytes

    /** @throws InvalidVocabularyException if a merge is not made of two texts */
    BytePairEncoder(Vocabulary vocabulary, TokenRoles roles, PreTokenizer preTokenizer) {
        this.preTokenizer = preTokenizer;
        tokenCount = vocabulary.size();
        TextTable tokens = vocabulary.tokens();
        TextTable merges = vocabulary.merges();
        pieces = new PieceTable(tokenCount + 0x100, tokens.bytes().length);
        index = new PieceIndex(pieces, tokenCount);
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        for (int id = 0; id < tokenCount; id++) {
            addToken(tokens, id, roles, raw);
        }
        for (int b = 0; b < symbolOfByte.length; b++) {
            raw[0] = (byte) b;
            symbolOfByte[b] = symbol(raw, 0, 1, PieceIndex.hash(raw, 0, 1), -1, -1);
        }
        ranks = new PairTable(merges.size());
        merged = new int[merges.size()];
        addMerges(merges, raw);
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
                    index.add(id);
                } else {
                    pieces.add(bytes, start, end);
                }
            }
            case USER_DEFINED -> {
                pieces.add(bytes, start, end);
                int length = ByteAlphabet.decode(bytes, start, end, raw, 0);
                if (length > 0 && pieces.equals(id, raw, 0, length) && !roles.isReserved(id)) {
                    index.add(id);
                }
            }
            case CONTROL, UNKNOWN -> pieces.add(bytes, start, end);
            case UNUSED -> pieces.add(bytes, start, start);
            case BYTE -> pieces.addByteToken(bytes, start, end);
        }
    }

    private void addMerges(TextTable merges, byte[] raw) {
        byte[] bytes = merges.bytes();
        for (int rank = 0; rank < merged.length; rank++) {
            int start = merges.start(rank);
            int end = merges.end(rank);
            int space = start + 1;
            while (space < end && bytes[space] != ' ') {
                space++;
            }
            if (space >= end - 1) {
                throw new InvalidVocabularyException(
                        "merge " + rank + " is \"" + merges.text(rank) + "\", not two texts with a space between");
            }
            int left = ByteAlphabet.decode(bytes, start, space, raw, 0);
            int right = left < 0 ? -1 : ByteAlphabet.decode(bytes, space + 1, end, raw, left);
            if (right < 0) {
                continue; // no text has such symbols
            }
            addMerge(rank, raw, left, left + right);
        }
    }

    private void addMerge(int rank, byte[] raw, int middle, int end) {
        long leftHash = PieceIndex.hash(raw, 0, middle);
        long rightHash = 0;
        long wholeHash = leftHash;
        for (int i = middle; i < end; i++) {
            rightHash = PieceIndex.extend(rightHash, raw[i]);
            wholeHash = PieceIndex.extend(wholeHash, raw[i]);
        }
        int left = symbol(raw, 0, middle, leftHash, -1, -1);
        int right = symbol(raw, middle, end, rightHash, -1, -1);
        merged[rank] = symbol(raw, 0, end, wholeHash, left, right);
        ranks.putIfAbsent(left, right, rank);
    }

    /** The id of these bytes; if they are no token (or one that text must not become), a new one beyond the vocabulary. */
    private int symbol(byte[] bytes, int from, int to, long hash, int left, int right) {
        int id = index.find(bytes, from, to, hash);
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

    private final class WordSession implements Session {
        private final IdList ids;
        private final WordBytes word = new WordBytes();
        private final SymbolMerger merger;
        private final IdList stack = new IdList(0);

        WordSession(IdList ids) {
            this.ids = ids;
            merger = new SymbolMerger((left, right, from, to) -> {
                int rank = ranks.get(left, right);
                return rank == PairTable.ABSENT ? PairRule.NONE : (long) rank << 32 | merged[rank];
            });
        }

        @Override
        public void encode(char[] text, int from, int to) {
            preTokenizer.split(text, from, to, this::encodeWord);
        }

        private void encodeWord(char[] text, int from, int to) {
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

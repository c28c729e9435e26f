package hearth.tokenizer;

import java.util.Arrays;

/**
 * SentencePiece byte pair encoding (Llama 2 and kin): characters are symbols, any two neighbours whose joined text is a token
 * may merge, the one with the highest score first; what is no token in the end is spelled in byte tokens.
 *
 * <p>Files write a space as U+2581; here it is an ordinary space throughout, and U+2581 in a text counts as one.
 */
final class SentencePieceEncoder implements FragmentEncoder {
    private static final int NO_TOKEN = Integer.MAX_VALUE; // symbol of a character without a token

    private final boolean addSpacePrefix;
    private final PieceTable pieces;
    private final PieceIndex index;
    private final int[] ranks; // by token; lower merges first
    private final int[] byteTokens = new int[0x100]; // -1 where missing
    private final int[] asciiSymbols = new int[0x80]; // NO_TOKEN where missing
    private final int unknown; // -1 where missing
    private final long[] powers; // for slices up to the longest token
    private final boolean wordsAreSeparate; // no token has a space after another character

    SentencePieceEncoder(Vocabulary vocabulary, TokenRoles roles, boolean addSpacePrefix) {
        this.addSpacePrefix = addSpacePrefix;
        TextTable tokens = vocabulary.tokens();
        int tokenCount = tokens.size();
        pieces = new PieceTable(tokenCount, tokens.bytes().length);
        index = new PieceIndex(pieces, tokenCount);
        Arrays.fill(byteTokens, -1);
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        boolean separate = true;
        int longest = 0;
        for (int id = 0; id < tokenCount; id++) {
            if (addToken(tokens, id, roles, raw)) {
                separate &= !hasInnerSpace(pieces.bytes(), pieces.start(id), pieces.end(id));
                longest = Math.max(longest, pieces.length(id));
            }
        }
        for (int b = 0; b < byteTokens.length; b++) {
            raw[0] = (byte) b;
            int single = index.find(raw, 0, 1);
            if (byteTokens[b] < 0) {
                byteTokens[b] = single;
            }
            if (b < asciiSymbols.length) {
                asciiSymbols[b] = single == PieceIndex.ABSENT ? NO_TOKEN : single;
            }
        }
        wordsAreSeparate = separate;
        powers = PieceIndex.powers(longest);
        unknown = roles.id(SpecialToken.UNKNOWN).orElse(-1);
        ranks = ranksByScore(vocabulary);
    }

    /** Adds the bytes of a token and returns whether merging may make it: not so for markers and byte tokens. */
    private boolean addToken(TextTable tokens, int id, TokenRoles roles, byte[] raw) {
        byte[] bytes = tokens.bytes();
        int start = tokens.start(id);
        int end = tokens.end(id);
        switch (roles.type(id)) {
            case NORMAL -> {
                pieces.add(raw, 0, SpaceMark.toSpaces(bytes, start, end, raw));
                return addToIndex(tokens, id);
            }
            case USER_DEFINED -> {
                pieces.add(bytes, start, end);
                boolean marked = SpaceMark.toSpaces(bytes, start, end, raw) != end - start;
                return !marked && !roles.isReserved(id) && addToIndex(tokens, id);
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
        return false;
    }

    // a literal space in a token's text can't be matched: in texts every space is a marked one
    private boolean addToIndex(TextTable tokens, int id) {
        if (SpaceMark.hasPlainSpace(tokens.bytes(), tokens.start(id), tokens.end(id))) {
            return false;
        }
        if (pieces.length(id) > 0) {
            index.add(id);
        }
        return true;
    }

    private static boolean hasInnerSpace(byte[] bytes, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            if (bytes[i] == ' ' && bytes[i - 1] != ' ') {
                return true;
            }
        }
        return false;
    }

    /** Dense ranks: the highest score is 0, equal scores share one. */
    private static int[] ranksByScore(Vocabulary vocabulary) {
        float[] sorted = new float[vocabulary.size()];
        for (int id = 0; id < sorted.length; id++) {
            sorted[id] = -vocabulary.score(id) + 0.0f; // no negative zero
        }
        float[] keys = sorted.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] ranks = new int[keys.length];
        for (int id = 0; id < ranks.length; id++) {
            ranks[id] = Arrays.binarySearch(sorted, 0, distinct, keys[id]);
        }
        return ranks;
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        return new WordSession(ids);
    }

    private final class WordSession implements Session, PairRule {
        private final IdList ids;
        private final WordBytes word = new WordBytes();
        private final SymbolMerger merger = new SymbolMerger(this);
        private long[] prefixHashes = new long[65];

        WordSession(IdList ids) {
            this.ids = ids;
        }

        @Override
        public void encode(char[] text, int from, int to) {
            char[] spaced = new char[to - from + 1];
            int size = 0;
            if (addSpacePrefix) {
                spaced[size++] = ' ';
            }
            for (int i = from; i < to; i++) {
                spaced[size++] = text[i] == SpaceMark.CHARACTER ? ' ' : text[i];
            }
            int start = 0;
            for (int i = 1; i < size; i++) {
                if (wordsAreSeparate && spaced[i] == ' ' && spaced[i - 1] != ' ') {
                    encodeWord(spaced, start, i);
                    start = i;
                }
            }
            encodeWord(spaced, start, size);
        }

        private void encodeWord(char[] text, int from, int to) {
            word.clear();
            word.add(text, from, to);
            byte[] bytes = word.bytes();
            int size = word.size();
            if (prefixHashes.length <= size) {
                prefixHashes = new long[size + (size >> 1) + 1];
            }
            for (int i = 0; i < size; i++) {
                prefixHashes[i + 1] = PieceIndex.extend(prefixHashes[i], bytes[i]);
            }
            merger.clear();
            int start = 0;
            for (int i = 1; i <= size; i++) {
                if (i == size || (bytes[i] & 0xC0) != 0x80) {
                    merger.add(symbol(start, i), start);
                    start = i;
                }
            }
            merger.merge(size);
            for (int i = 0; i < merger.count(); i++) {
                int id = merger.id(i);
                if (id != NO_TOKEN) {
                    ids.add(id);
                } else {
                    spell(merger.start(i), merger.start(i + 1));
                }
            }
        }

        private int symbol(int from, int to) {
            if (to - from == 1 && word.bytes()[from] >= 0) {
                return asciiSymbols[word.bytes()[from]];
            }
            int id = find(from, to);
            return id == PieceIndex.ABSENT ? NO_TOKEN : id;
        }

        @Override
        public long pair(int left, int right, int from, int to) {
            int id = find(from, to);
            return id == PieceIndex.ABSENT ? NONE : (long) ranks[id] << 32 | id;
        }

        /** The token equal to these bytes of the word; its hash follows from two prefix hashes. */
        private int find(int from, int to) {
            if (to - from >= powers.length) {
                return PieceIndex.ABSENT;
            }
            return index.find(word.bytes(), from, to, prefixHashes[to] - prefixHashes[from] * powers[to - from]);
        }

        private void spell(int from, int to) {
            byte[] bytes = word.bytes();
            for (int i = from; i < to; i++) {
                if (bytes[i] == ' ') {
                    for (int part = 0; part < SpaceMark.byteCount(); part++) {
                        spellByte(SpaceMark.byteAt(part));
                    }
                } else {
                    spellByte(bytes[i]);
                }
            }
        }

        private void spellByte(byte value) {
            int id = byteTokens[value & 0xFF];
            if (id < 0) {
                id = unknown;
            }
            if (id >= 0) {
                ids.add(id);
            }
        }
    }
}

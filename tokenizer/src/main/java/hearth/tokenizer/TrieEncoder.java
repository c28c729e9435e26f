package hearth.tokenizer;

/**
 * Greedy longest match over bytes (RWKV World): no words, no merges. Model files write a token's bytes as a Python literal does:
 * {@code \n}, {@code \\}, {@code \x0A} …
 */
final class TrieEncoder implements FragmentEncoder {
    private final PieceTable pieces;
    private final PieceTree tree;
    private final int unknown; // -1 where missing

    TrieEncoder(Vocabulary vocabulary, TokenRoles roles) {
        TextTable tokens = vocabulary.tokens();
        pieces = new PieceTable(tokens.size(), tokens.bytes().length);
        IdList matchable = new IdList(tokens.size());
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        for (int id = 0; id < tokens.size(); id++) {
            int length = unescape(tokens.bytes(), tokens.start(id), tokens.end(id), raw);
            pieces.add(raw, 0, length);
            boolean marker = roles.isControl(id) || roles.isReserved(id);
            if (length > 0 && !marker && roles.type(id) != TokenType.UNUSED) {
                matchable.add(id);
            }
        }
        tree = new PieceTree(pieces, matchable.toArray());
        unknown = roles.id(SpecialToken.UNKNOWN).orElse(-1);
    }

    /** Writes the bytes that an escaped text means; an escape that is cut off or unknown stands for itself. */
    static int unescape(byte[] source, int from, int to, byte[] target) {
        int out = 0;
        for (int i = from; i < to; i++) {
            byte value = source[i];
            if (value == '\\' && i + 1 < to) {
                int plain = "tnr\\'\"".indexOf(source[i + 1]);
                if (plain >= 0) {
                    value = (byte) "\t\n\r\\'\"".charAt(plain);
                    i++;
                } else if (source[i + 1] == 'x' && i + 3 < to) {
                    int high = Character.digit(source[i + 2], 16);
                    int low = Character.digit(source[i + 3], 16);
                    if (high >= 0 && low >= 0) {
                        value = (byte) (high << 4 | low);
                        i += 3;
                    }
                }
            }
            target[out++] = value;
        }
        return out;
    }

    @Override
    public PieceTable pieces() {
        return pieces;
    }

    @Override
    public Session open(IdList ids) {
        WordBytes bytes = new WordBytes();
        return (text, from, to) -> {
            bytes.clear();
            bytes.add(text, from, to);
            for (int at = 0; at < bytes.size(); ) {
                int id = tree.longest(bytes, at);
                if (id != PieceTree.NO_PIECE) {
                    ids.add(id);
                    at += pieces.length(id);
                } else {
                    if (unknown >= 0) {
                        ids.add(unknown);
                    }
                    at++;
                }
            }
        };
    }
}

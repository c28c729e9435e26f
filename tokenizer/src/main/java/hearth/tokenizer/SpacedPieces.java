package hearth.tokenizer;

/**
 * The pieces of a vocabulary that writes U+2581 for a space, with ordinary spaces instead.
 *
 * @param pieces the bytes that each token stands for, by id
 * @param matchable the ids that ordinary text can become: no control tokens, no markers, no byte tokens
 */
record SpacedPieces(PieceTable pieces, int[] matchable) {
    static SpacedPieces of(Vocabulary vocabulary, TokenRoles roles) {
        TextTable tokens = vocabulary.tokens();
        PieceTable pieces = new PieceTable(tokens.size(), tokens.bytes().length);
        IdList matchable = new IdList(tokens.size());
        byte[] raw = new byte[TextTable.MAX_TEXT_BYTES];
        byte[] bytes = tokens.bytes();
        for (int id = 0; id < tokens.size(); id++) {
            int start = tokens.start(id);
            int end = tokens.end(id);
            TokenType type = roles.type(id);
            switch (type) {
                case NORMAL, UNUSED -> pieces.add(raw, 0, SpaceMark.toSpaces(bytes, start, end, raw));
                case BYTE -> pieces.addByteToken(bytes, start, end);
                case CONTROL, UNKNOWN, USER_DEFINED -> pieces.add(bytes, start, end);
            }
            boolean text = type == TokenType.NORMAL || type == TokenType.UNUSED || type == TokenType.USER_DEFINED && !roles.isReserved(id);
            // a plain space in a token's text can't be matched: in texts every space is a marked one
            if (text && pieces.length(id) > 0 && !SpaceMark.hasPlainSpace(bytes, start, end)) {
                matchable.add(id);
            }
        }
        return new SpacedPieces(pieces, matchable.toArray());
    }
}

package hearth.tokenizer;

/** Turns text without special tokens into ids: the part of a tokenizer in which the families differ. Safe for many threads. */
interface FragmentEncoder {
    /** Begins a run of encodings that write to {@code ids}; the session belongs to one thread. */
    Session open(IdList ids);

    /** The bytes that each token stands for, by id; ids beyond the vocabulary are the encoder's own. */
    PieceTable pieces();

    /** Working memory of one run. */
    interface Session {
        /**
         * Encodes {@code text[from, to)}, which starts the prompt or follows a special token, has no unpaired surrogates and is
         * not empty.
         */
        void encode(char[] text, int from, int to);
    }
}

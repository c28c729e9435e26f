package hearth.tokenizer;

/**
 * What Unigram vocabularies do to a text first: replace characters by the model's map, then put spaces right. U+2581 in a text
 * reads as a space that is not counted with the others, as the reference has it.
 *
 * @param map the replacements
 * @param addSpacePrefix whether a space is put in front
 * @param removeExtraSpaces whether exactly one space stands before each word, the first included, and none elsewhere
 * @param keepsLastSpace whether then one stays at the end all the same
 */
record UnigramNormalizer(CharacterMap map, boolean addSpacePrefix, boolean removeExtraSpaces, boolean keepsLastSpace) {
    /** Appends the normalized bytes of {@code text[from, to)} to {@code target}. */
    void normalize(char[] text, int from, int to, WordBytes target) {
        WordBytes source = new WordBytes();
        source.add(text, from, to);
        Spacing spacing = new Spacing(target);
        byte[] bytes = source.bytes();
        for (int at = 0; at < source.size(); ) {
            long found = map.longestPrefix(bytes, at, source.size());
            if (found != 0) {
                map.appendReplacement((int) found, spacing);
                at += (int) (found >>> 32);
            } else if (SpaceMark.isAt(bytes, at, source.size())) {
                spacing.mark();
                at += SpaceMark.byteCount();
            } else {
                do {
                    spacing.accept(bytes[at++]);
                } while (at < source.size() && (bytes[at] & 0xC0) == 0x80);
            }
        }
        spacing.finish();
    }

    private final class Spacing implements CharacterMap.ByteSink {
        private final WordBytes target;
        private boolean prefixed;
        private boolean inWord;
        private boolean afterSpace;

        Spacing(WordBytes target) {
            this.target = target;
        }

        @Override
        public void accept(byte value) {
            if (value == ' ') {
                inWord = false;
                afterSpace = true;
                if (!removeExtraSpaces) {
                    target.add(value);
                }
                return;
            }
            beginWord();
            target.add(value);
        }

        void mark() {
            beginWord();
            target.add((byte) ' ');
        }

        void finish() {
            if (keepsLastSpace && removeExtraSpaces && afterSpace) {
                target.add((byte) ' ');
            }
        }

        private void beginWord() {
            afterSpace = false;
            if (!inWord) {
                inWord = true;
                if (removeExtraSpaces || addSpacePrefix && !prefixed) {
                    target.add((byte) ' ');
                    prefixed = true;
                }
            }
        }
    }
}

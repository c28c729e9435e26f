package hearth.tokenizer;

import java.nio.CharBuffer;
import java.text.BreakIterator;
import java.text.StringCharacterIterator;
import java.util.Locale;

/**
 * What Unigram vocabularies do to a text first: replace characters by the model's map, then put spaces right. U+2581 in a text
 * reads as a space that is not counted with the others, as the reference has it.
 *
 * @param map the replacements
 * @param addSpacePrefix whether a space is put in front
 * @param removeExtraSpaces whether exactly one space stands before each word, the first included, and none elsewhere
 * @param keepsLastSpace whether then one stays at the end all the same
 * @param byClusters whether the map replaces clusters of characters, as Hugging Face's tokenizers do, and not its longest match
 */
record UnigramNormalizer(
        CharacterMap map, boolean addSpacePrefix, boolean removeExtraSpaces, boolean keepsLastSpace, boolean byClusters) {
    /** A cluster of more bytes is taken character by character. */
    private static final int MOST_CLUSTER_BYTES = 5;
    /** Below it there is no character that joins another one, but for a carriage return. */
    private static final char FIRST_JOINING = '\u0300';

    /** Appends the normalized bytes of {@code text[from, to)} to {@code target}. */
    void normalize(char[] text, int from, int to, WordBytes target) {
        Spacing spacing = new Spacing(target);
        if (byClusters) {
            replaceClusters(text, from, to, spacing);
        } else {
            WordBytes source = new WordBytes();
            source.add(text, from, to);
            replaceLongest(source.bytes(), source.size(), spacing);
        }
        spacing.finish();
    }

    private void replaceLongest(byte[] bytes, int size, Spacing spacing) {
        for (int at = 0; at < size; ) {
            long found = map.longestPrefix(bytes, at, size);
            if (found != 0) {
                map.appendReplacement((int) found, spacing);
                at += (int) (found >>> 32);
            } else {
                int next = at + WordBytes.characterLength(bytes, at, size);
                keep(bytes, at, next, spacing);
                at = next;
            }
        }
    }

    private void replaceClusters(char[] text, int from, int to, Spacing spacing) {
        WordBytes cluster = new WordBytes();
        if (!hasJoining(text, from, to)) {
            for (int at = from; at < to; at++) {
                cluster.clear();
                cluster.add(text, at, at + 1);
                replaceCluster(cluster.bytes(), cluster.size(), spacing);
            }
            return;
        }
        BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
        clusters.setText(new StringCharacterIterator(CharBuffer.wrap(text, from, to - from).toString()));
        int start = clusters.first();
        for (int end = clusters.next(); end != BreakIterator.DONE; end = clusters.next()) {
            cluster.clear();
            cluster.add(text, from + start, from + end);
            replaceCluster(cluster.bytes(), cluster.size(), spacing);
            start = end;
        }
    }

    /** What the map has for the beginning of a short cluster stands for the whole of it: odd, but so are ids made in training. */
    private void replaceCluster(byte[] bytes, int size, Spacing spacing) {
        long whole = size <= MOST_CLUSTER_BYTES ? map.shortestPrefix(bytes, 0, size) : 0;
        if (whole != 0) {
            map.appendReplacement((int) whole, spacing);
            return;
        }
        for (int at = 0; at < size; ) {
            int next = at + WordBytes.characterLength(bytes, at, size);
            long found = map.shortestPrefix(bytes, at, next);
            if (found != 0) {
                map.appendReplacement((int) found, spacing);
            } else {
                keep(bytes, at, next, spacing);
            }
            at = next;
        }
    }

    private static void keep(byte[] bytes, int from, int to, Spacing spacing) {
        if (SpaceMark.isAt(bytes, from, to)) {
            spacing.mark();
        } else {
            for (int i = from; i < to; i++) {
                spacing.accept(bytes[i]);
            }
        }
    }

    private static boolean hasJoining(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] >= FIRST_JOINING || text[i] == '\r') {
                return true;
            }
        }
        return false;
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

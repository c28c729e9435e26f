package hearth.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An unchanging list of texts, kept as UTF-8 in one array so that a list of 150,000 costs three objects and no decoding.
 * The bytes may be malformed UTF-8: they come from a file.
 */
public final class TextTable {
    /** The longest single text, in bytes; real vocabularies stay below 2,000. */
    public static final int MAX_TEXT_BYTES = 65_535;

    /** A table without texts. */
    public static final TextTable EMPTY = builder(0, 0).build();

    private final byte[] bytes;
    private final int[] starts; // one more than there are texts

    private TextTable(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /** The texts of {@code list}, in its order. */
    public static TextTable of(List<String> list) {
        Builder builder = builder(list.size(), 8 * list.size());
        for (String text : list) {
            builder.add(text);
        }
        return builder.build();
    }

    /** A builder; the two sizes are guesses that save copying. */
    public static Builder builder(int expectedCount, int expectedBytes) {
        return new Builder(expectedCount, expectedBytes);
    }

    public int size() {
        return starts.length - 1;
    }

    /** The text at {@code index}; malformed bytes read as U+FFFD. */
    public String text(int index) {
        return new String(bytes, starts[index], length(index), StandardCharsets.UTF_8);
    }

    /** Its length in bytes of UTF-8. */
    public int length(int index) {
        return starts[index + 1] - starts[index];
    }

    /** The first index of exactly this text, or -1; takes time linear in the table. */
    public int indexOf(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < size(); i++) {
            if (length(i) == wanted.length
                    && Arrays.equals(bytes, starts[i], starts[i + 1], wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /** The shared bytes: read only. */
    byte[] bytes() {
        return bytes;
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return starts[index + 1];
    }

    /** Collects the texts of a table. */
    public static final class Builder {
        private byte[] bytes;
        private int[] starts;
        private int size;

        private Builder(int expectedCount, int expectedBytes) {
            bytes = new byte[Math.max(16, expectedBytes)];
            starts = new int[Math.max(15, expectedCount) + 1];
        }

        public Builder add(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return add(utf8, 0, utf8.length);
        }

        /**
         * Adds the UTF-8 bytes of {@code source} from {@code from} up to {@code to}.
         *
         * @throws InvalidVocabularyException if the text is longer than {@link #MAX_TEXT_BYTES} or all together exceed 2 GiB
         */
        public Builder add(byte[] source, int from, int to) {
            int length = to - from;
            int start = starts[size];
            if (length > MAX_TEXT_BYTES) {
                throw new InvalidVocabularyException(
                        "text " + size + " has " + length + " bytes, more than " + MAX_TEXT_BYTES);
            }
            if (start > Integer.MAX_VALUE - 16 - length) {
                throw new InvalidVocabularyException("the texts up to " + size + " exceed 2 GiB");
            }
            if (size + 2 > starts.length) {
                starts = Arrays.copyOf(starts, grown(size + 2));
            }
            if (start + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(start + length));
            }
            System.arraycopy(source, from, bytes, start, length);
            starts[++size] = start + length;
            return this;
        }

        /** The table of what was added so far; the builder must not be used again. */
        public TextTable build() {
            return new TextTable(Arrays.copyOf(bytes, starts[size]), Arrays.copyOf(starts, size + 1));
        }

        private static int grown(int needed) {
            return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, needed * 3L / 2));
        }
    }
}

package hearth.tokenizer.split;

/** Cuts off the white space at the end of a piece: {@code \s+$}. */
final class TailSplitter implements Splitter {
    @Override
    public void split(char[] text, int from, int end, WordSink sink) {
        int tail = end;
        while (tail > from && (Scan.classAt(text, tail - 1, end) & CharacterClass.SPACE) != 0) { // all spaces are single chars
            tail--;
        }
        if (tail > from) {
            sink.word(text, from, tail);
        }
        if (tail < end) {
            sink.word(text, tail, end);
        }
    }
}

package hearth.tokenizer.split;

/** Takes the words of a text, one after the other. */
@FunctionalInterface
public interface WordSink {
    void word(char[] text, int from, int to);
}

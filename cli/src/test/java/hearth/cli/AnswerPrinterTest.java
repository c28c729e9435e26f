package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.answer.AnswerEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerPrinterTest {
    private static String printed(boolean showsThinking, AnswerEvent... events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AnswerPrinter printer = new AnswerPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.empty(), showsThinking);
        for (AnswerEvent event : events) {
            printer.accept(event);
        }
        printer.endThinking();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void reasoningIsSetOffFromTheAnswer() {
        assertThat(printed(true, new AnswerEvent.Thinking("Hm"), new AnswerEvent.Thinking("."), new AnswerEvent.Text("Hi")))
                .isEqualTo("Thinking ...\n\033[2mHm.\033[0m\n... done thinking.\n\nHi");
    }

    @Test
    void aPipeGetsTheAnswerOnly() {
        assertThat(printed(false, new AnswerEvent.Thinking("Hm."), new AnswerEvent.Text("Hi"))).isEqualTo("Hi");
    }

    @Test
    void reasoningThatIsCutOffEndsItsLetters() {
        assertThat(printed(true, new AnswerEvent.Thinking("Hm"))).endsWith("\033[0m\n... done thinking.\n\n");
    }
}

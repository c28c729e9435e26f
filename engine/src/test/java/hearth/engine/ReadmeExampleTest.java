package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.generate.GenerationEvent.Finished;
import hearth.engine.generate.GenerationEvent.PromptProgress;
import hearth.engine.generate.GenerationEvent.Token;
import hearth.engine.sampling.SamplingOptions;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, compiled and run. */
class ReadmeExampleTest {
    @TempDir
    Path folder;

    @Test
    void opensAModelAndStreamsAnAnswer() {
        Path file = TinyLlama.create()
                .contextLength(256)
                .chatTemplate(TinyVocabulary.CHAT_TEMPLATE)
                .write(folder.resolve("model.gguf"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

        // README begin
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(file, LoadOptions.defaults());
                Chat chat = model.chat(ChatOptions.defaults().withSampling(SamplingOptions.defaults().withSeed(42)))) {
            chat.send("Why is the sky blue?", event -> {
                switch (event) {
                    case PromptProgress progress -> {}
                    case Token token -> out.print(token.text());
                    case Finished finished -> out.println("\n" + finished.usage().generatedTokensPerSecond() + " tokens/s");
                }
            });
        }
        // README end

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("tokens/s" + System.lineSeparator());
    }
}

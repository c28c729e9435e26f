package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackCommandTest {
    private static final String[] COMPLETE = {"complete", "tiny", "--raw", "--prompt", "abc", "--temperature", "0", "--max-tokens", "8"};

    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        file = TinyLlama.create().write(folder.resolve("tiny.gguf"));
        ModelStore store = ModelStore.open(folder.resolve("models"));
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse("tiny"), new Manifest(config, List.of(weights)).toBytes());
    }

    private List<Path> copies() throws IOException {
        Path packed = folder.resolve("models").resolve("packed");
        if (!Files.exists(packed)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(packed)) {
            return files.toList();
        }
    }

    private Path pack() throws IOException {
        Outcome packed = hearth.run("pack", "tiny");
        assertThat(packed.code()).as(packed.err()).isZero();
        assertThat(packed.out()).matches("packed tiny: \\d+ KB; it starts from this copy from now on\\R");
        assertThat(copies()).hasSize(1);
        return copies().getFirst();
    }

    @Test
    void aPackedModelAnswersAsBeforeAndIsShownAndVerified() throws IOException {
        Outcome before = hearth.run(COMPLETE);
        assertThat(hearth.run("show", "tiny").out()).doesNotContain("packed copy");
        pack();
        Outcome after = hearth.run(COMPLETE);
        assertThat(after.out()).isEqualTo(before.out()).isNotEmpty();
        assertThat(after.err()).doesNotContain("Warning");
        assertThat(hearth.run("show", "tiny").out()).containsPattern("packed copy +\\d+ KB");
        assertThat(hearth.run("verify", "tiny").out()).contains("digests    ok", "packed     ok", "weights    ok");
    }

    @Test
    void aDamagedCopyIsToldOfFoundByVerifyAndMadeAnew() throws IOException {
        String expected = hearth.run(COMPLETE).out();
        Path copy = pack();
        byte[] bytes = Files.readAllBytes(copy);
        bytes[4096] ^= 1;
        Files.delete(copy);
        Files.write(copy, bytes);
        Outcome outcome = hearth.run(COMPLETE);
        assertThat(outcome.out()).isEqualTo(expected);
        assertThat(outcome.err().lines().filter(line -> line.startsWith("Warning: the packed copy is not used ("))).hasSize(1);
        Outcome verified = hearth.run("verify", "tiny");
        assertThat(verified.code()).isEqualTo(ExitCode.ERROR);
        assertThat(verified.err()).contains("Error: packed copy ", "is damaged");
        pack();
        assertThat(hearth.run("verify", "tiny").code()).isZero();
        assertThat(hearth.run(COMPLETE).err()).doesNotContain("Warning");
    }

    @Test
    void theCopyGoesWhenAskedAndWithTheLastNameOfItsModel() throws IOException {
        pack();
        assertThat(hearth.run("pack", "tiny", "--remove").out()).matches("removed the packed copy, \\d+ KB\\R");
        assertThat(copies()).isEmpty();
        assertThat(hearth.run("pack", "tiny", "--remove").out()).isEqualTo("tiny has no packed copy\n");
        pack();
        hearth.run("cp", "tiny", "second");
        hearth.run("rm", "tiny");
        assertThat(copies()).hasSize(1);
        hearth.run("rm", "second");
        assertThat(copies()).isEmpty();
    }

    @Test
    void onlyModelsOfTheStoreArePacked() throws IOException {
        Outcome outcome = hearth.run("pack", file.toString());
        assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.err()).contains("is not in the store: only models that the store has in one file are packed");
        assertThat(copies()).isEmpty();
    }
}

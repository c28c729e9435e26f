package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import hearth.store.NotEnoughSpaceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that runs full while the model arrives, because another program took the room that was free at the start. */
@Timeout(60)
class FullDiskTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskIsExplainedAndTheNextTryGoesOn() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString())).as("mounting is not allowed here").isZero();
        try (PullFixture fixture = new PullFixture(disk)) {
            Path other = disk.resolve("other-program");
            Files.write(other, new byte[(16 << 20) - (700 << 10)]);
            fixture.freeSpace = _ -> Long.MAX_VALUE;
            assertThatThrownBy(fixture::pull).isInstanceOf(NotEnoughSpaceException.class).hasMessageContaining("bytes needed");
            assertThat(fixture.store.list().models()).isEmpty();
            Files.delete(other);
            assertThat(fixture.store.weights(fixture.pull())).hasBinaryContent(fixture.weights);
            assertThat(fixture.leftovers()).isEmpty();
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}

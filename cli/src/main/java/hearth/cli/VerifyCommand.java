package hearth.cli;

import hearth.engine.packed.PackedCopy;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufVerifier;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.StoredModel;
import hearth.store.Verification;
import hearth.store.pull.Resolution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth verify}. */
@Command(
        name = "verify",
        description = "Read a whole model again: digests of a stored one, structure, and numbers that are not finite.",
        footer = {
            "%nExits with 1 when something is wrong.",
            "%nExamples:",
            "  hearth verify smollm2:135m",
            "  hearth verify ./model.gguf"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String name;

    VerifyCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        List<String> problems = new ArrayList<>();
        List<String> done = new ArrayList<>();
        try (ProgressDisplay progress = new ProgressDisplay(services.io())) {
            // Digests first: a damaged blob explains whatever else is found.
            if (services.resolver().resolve(name) instanceof Resolution.Stored stored) {
                problems.addAll(digests(stored.model(), progress, done));
            }
            if (problems.isEmpty()) {
                packedCopies(services.locator().here(name), progress, problems, done);
                weights(services.locator().here(name), progress, problems, done);
            }
            progress.erase();
        }
        done.forEach(services.io().out()::println);
        problems.forEach(problem -> services.io().err().println("Error: " + problem));
        return problems.isEmpty() ? ExitCode.OK : ExitCode.ERROR;
    }

    private List<String> digests(StoredModel model, ProgressDisplay progress, List<String> done) {
        Verification result = services.store()
                .verify(model, (blob, read, total) -> progress.bar("verifying " + blob.shortHex() + ":", read, total), new Cancellation());
        if (result.isSound()) {
            done.add("digests    ok, " + Display.bytes(result.bytesRead()) + " read");
        }
        return result.problems();
    }

    /** Whatever layout they have; a copy of another layout is as good as ever where its vectors are. */
    private void packedCopies(LocatedModel model, ProgressDisplay progress, List<String> problems, List<String> done) {
        Digest blob = services.store().blobAt(model.weights()).orElse(null);
        if (blob == null) {
            return;
        }
        for (Path file : services.store().packedCopies(blob)) {
            progress.step("checking the packed copy");
            String fileName = file.getFileName().toString();
            String layout = fileName.substring(fileName.lastIndexOf('-') + 1);
            try (PackedCopy copy = PackedCopy.open(file, layout, blob.toString(), Runtime.getRuntime().availableProcessors())) {
                copy.check();
                done.add("packed     ok, " + Display.bytes(copy.byteSize()) + " read");
            } catch (InvalidModelException e) {
                problems.add("packed copy " + e.getMessage());
            }
        }
    }

    private static void weights(LocatedModel model, ProgressDisplay progress, List<String> problems, List<String> done) {
        GgufVerifier.Progress bar = (read, total) -> progress.bar("scanning weights:", read, total);
        List<GgufVerifier.Finding> findings;
        if (Files.isDirectory(model.weights())) {
            try (GgufFile file = model.open()) {
                findings = GgufVerifier.verify(file, bar);
            }
        } else {
            findings = GgufVerifier.verify(model.weights(), bar);
        }
        if (findings.isEmpty()) {
            done.add("structure  ok");
            done.add("weights    ok, every number is finite");
        }
        for (GgufVerifier.Finding finding : findings) {
            String where = finding.blockIndex() < 0 ? "" : finding.tensor() + ", block " + finding.blockIndex() + ": ";
            problems.add(where + finding.reason());
        }
    }
}

package hearth.cli;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.json.Json;
import hearth.workshop.edit.GgufDifference;
import hearth.workshop.edit.GgufDigests;
import hearth.workshop.edit.GgufDump;
import hearth.workshop.edit.GgufParts;
import hearth.workshop.edit.MetadataEdit;
import hearth.workshop.edit.MetadataText;
import hearth.workshop.edit.SplitLimit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth gguf}: one method for each thing it can do. */
@Command(
        name = "gguf",
        synopsisSubcommandLabel = "split|merge|edit|dump|hash|diff",
        description = "Look at GGUF files, cut and join them, change their metadata. Weights are never changed.",
        footer = {
            "%nExamples:",
            "  hearth gguf dump model.gguf                                  header as JSON",
            "  hearth gguf split model.gguf part --max-size 2G              part-00001-of-0000N.gguf …",
            "  hearth gguf merge part-00001-of-00004.gguf model.gguf",
            "  hearth gguf edit model.gguf -o new.gguf --set general.name=\"My model\" --remove general.url",
            "  hearth gguf edit model.gguf --in-place --set llama.rope.freq_base:f32=10000",
            "  hearth gguf hash model.gguf                                  SHA-256 of each tensor and of all",
            "  hearth gguf diff a.gguf b.gguf                               exits with 1 when they differ"
        })
final class GgufCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG]?)");
    private static final int SHOWN_ELEMENTS = 8;
    private static final int SHOWN_TEXT = 60;

    private final Services services;

    @Spec
    private CommandSpec spec;

    GgufCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "one of split, merge, edit, dump, hash, diff is needed");
    }

    private GgufFile open(String model) {
        return services.locator().here(model).open();
    }

    @Command(
            description = "Cut a model into several files.",
            footer = {"%nExamples:", "  hearth gguf split model.gguf parts/model --max-size 2G"})
    int split(
            @Parameters(paramLabel = "IN") String input,
            @Parameters(paramLabel = "PREFIX", description = "The files are PREFIX-00001-of-0000N.gguf and so on.") Path prefix,
            @Option(names = "--max-tensors", paramLabel = "N", defaultValue = "128", description = "Most tensors of a file (default 128).")
                    int tensors,
            @Option(names = "--max-size", paramLabel = "SIZE", description = "Most bytes of a file's tensors: 500M, 2G.") String size,
            @Option(names = "--dry-run", description = "Show the parts; write nothing.") boolean dryRun)
            throws IOException {
        if (tensors < 1) {
            throw new ParameterException(spec.commandLine(), "--max-tensors " + tensors + " is not positive");
        }
        SplitLimit limit = size == null ? new SplitLimit(tensors, Long.MAX_VALUE) : new SplitLimit(Integer.MAX_VALUE, bytes(size));
        try (GgufFile file = open(input)) {
            if (dryRun) {
                int number = 0;
                for (List<TensorInfo> part : GgufParts.plan(file, limit)) {
                    long bytes = part.stream().mapToLong(TensorInfo::byteSize).sum();
                    services.io().out().println("part " + ++number + ": " + part.size() + " tensors, " + Display.bytes(bytes));
                }
            } else {
                withBar("splitting", file, copied -> {
                    List<Path> paths = GgufParts.split(file, prefix, limit, copied);
                    services.io().err().println("wrote " + paths.size() + " files, " + paths.getFirst() + " is the first");
                });
            }
        }
        return ExitCode.OK;
    }

    /** Powers of 1000, as llama.cpp's splitter takes them. */
    private long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new ParameterException(spec.commandLine(), "--max-size " + text + " is no size like 500M or 2G");
        }
        long unit = switch (matcher.group(2)) {
            case "K" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    }

    @Command(
            description = "Make one file of a model in several; IN is the first.",
            footer = {"%nExamples:", "  hearth gguf merge model-00001-of-00003.gguf model.gguf"})
    int merge(
            @Parameters(paramLabel = "IN") String input,
            @Parameters(paramLabel = "OUT") Path output,
            @Option(names = "--force", description = "Replace OUT if it is there.") boolean force)
            throws IOException {
        refuseExisting(output, force);
        try (GgufFile file = open(input)) {
            withBar("merging", file, copied -> GgufParts.merge(file, output, copied));
            services.io().err().println("wrote " + output + ": " + file.tensors().size() + " tensors of " + file.partCount() + " files");
        }
        return ExitCode.OK;
    }

    @Command(
            description = "Change metadata. KEY=VALUE keeps the key's type, KEY:TYPE=VALUE sets one: u8 i8 u16 i16 u32 i32 u64 i64 "
                    + "f32 f64 bool str, or an array of them, for example i32[].",
            footer = {"%nExamples:", "  hearth gguf edit model.gguf -o named.gguf --set general.name=Mine --remove general.url"})
    int edit(
            @Parameters(paramLabel = "IN") String input,
            @Option(names = {"-o", "--output"}, paramLabel = "OUT", description = "The file to write.") Path output,
            @Option(names = "--in-place", description = "Replace IN, when the new file is complete.") boolean inPlace,
            @Option(names = "--set", paramLabel = "KEY[:TYPE]=VALUE", description = "Set a key.") List<String> sets,
            @Option(names = "--remove", paramLabel = "KEY", description = "Remove a key.") List<String> removals,
            @Option(names = "--force", description = "Replace OUT if it is there.") boolean force)
            throws IOException {
        if ((output == null) != inPlace) {
            throw new ParameterException(spec.commandLine(), "either -o OUT or --in-place says where the result goes");
        }
        if (!inPlace) {
            refuseExisting(output, force);
        }
        try (GgufFile file = open(input)) {
            Path target = inPlace ? place(file) : output;
            List<MetadataEdit> edits = new ArrayList<>();
            if (removals != null) {
                removals.forEach(key -> edits.add(new MetadataEdit.Remove(key)));
            }
            if (sets != null) {
                sets.forEach(set -> edits.add(MetadataText.parse(set, file.metadata())));
            }
            if (edits.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--set or --remove says what to change");
            }
            withBar("copying", file, copied -> MetadataEdit.write(file, edits, target, copied));
            services.io().err().println("wrote " + target + ": " + edits.size() + (edits.size() == 1 ? " change" : " changes"));
        }
        return ExitCode.OK;
    }

    private Path place(GgufFile file) {
        if (file.partCount() > 1) {
            throw new CommandException(file.name() + " is in " + file.partCount() + " parts; merge them, or write to another file with -o");
        }
        Path path = file.path().orElseThrow(() -> new CommandException("a folder of safetensors cannot be edited in place"));
        if (path.toAbsolutePath().startsWith(services.store().root().toAbsolutePath())) {
            throw new CommandException("models of the store are named by their digests and cannot be edited in place; write to a file with -o");
        }
        return path;
    }

    @Command(
            description = "Print the header as JSON.",
            footer = {"%nExamples:", "  hearth gguf dump smollm2:135m --full > header.json"})
    int dump(
            @Parameters(paramLabel = "IN") String input,
            @Option(names = "--full", description = "Whole arrays; else their first " + SHOWN_ELEMENTS + " elements.") boolean full) {
        try (GgufFile file = open(input)) {
            services.io().out().println(Json.writePretty(GgufDump.of(file, full ? Integer.MAX_VALUE : SHOWN_ELEMENTS)));
        }
        return ExitCode.OK;
    }

    @Command(
            description = "Print SHA-256 of each tensor's bytes, and one of all weights that does not depend on metadata or parts.",
            footer = {"%nExamples:", "  hearth gguf hash model.gguf"})
    int hash(@Parameters(paramLabel = "IN") String input) throws IOException {
        try (GgufFile file = open(input)) {
            withBar("hashing", file, read -> {
                GgufDigests digests = GgufDigests.of(file, read);
                for (Map.Entry<String, String> tensor : digests.tensors().entrySet()) {
                    services.io().out().println(tensor.getValue() + "  " + tensor.getKey());
                }
                services.io().out().println(digests.all() + "  all tensors");
            });
        }
        return ExitCode.OK;
    }

    @Command(
            description = "Show how metadata and weights of two models differ.",
            footer = {"%nExamples:", "  hearth gguf diff a.gguf b.gguf --header-only"})
    int diff(
            @Parameters(paramLabel = "A") String first,
            @Parameters(paramLabel = "B") String second,
            @Option(names = "--header-only", description = "Do not read weights.") boolean headerOnly)
            throws IOException {
        try (GgufFile one = open(first); GgufFile other = open(second)) {
            GgufDifference[] difference = new GgufDifference[1];
            withBar("comparing", one, read -> difference[0] = GgufDifference.of(one, other, !headerOnly, read));
            print(difference[0]);
            return difference[0].isEmpty() ? ExitCode.OK : ExitCode.ERROR;
        }
    }

    private void print(GgufDifference difference) {
        PrintStream out = services.io().out();
        for (GgufDifference.Key key : difference.metadata()) {
            out.println("key " + key.name() + ": " + shown(key.first()) + " | " + shown(key.second()));
        }
        for (GgufDifference.Tensor tensor : difference.tensors()) {
            String values = Double.isNaN(tensor.largest()) ? "" : String.format(Locale.ROOT, "  largest %.4g, relative %.4g", tensor.largest(),
                    tensor.relative());
            out.println("tensor " + tensor.name() + ": " + shown(tensor.first()) + " | " + shown(tensor.second()) + values);
        }
        if (difference.isEmpty()) {
            out.println("equal");
        }
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.isEmpty() ? "-" : line.length() > SHOWN_TEXT ? line.substring(0, SHOWN_TEXT) + "…" : line;
    }

    private static void refuseExisting(Path output, boolean force) {
        if (Files.exists(output) && !force) {
            throw new CommandException(output + ": already there; --force replaces it");
        }
    }

    /** Work on a model that tells how many of its bytes are done. */
    @FunctionalInterface
    private interface Work {
        void run(LongConsumer bytesDone) throws IOException;
    }

    private void withBar(String label, GgufFile file, Work work) throws IOException {
        long total = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum();
        try (ProgressDisplay progress = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start()) {
            work.run(done -> {
                guard.check();
                progress.bar(label, done, total);
            });
        }
    }
}

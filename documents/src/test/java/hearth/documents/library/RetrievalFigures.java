package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.Embedder;
import hearth.documents.Embedders;
import hearth.documents.LibraryKind;
import hearth.documents.SearchRequest;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Measures with a real embedding model; by hand: {@code RetrievalFigures MODEL.gguf FOLDER FILE…}. Recall of the corpus, then how fast the
 * files are indexed and searched.
 */
final class RetrievalFigures {
    private static final int SEARCHES = 30;

    private final Model model;
    private Path file;

    private RetrievalFigures(Model model) {
        this.model = model;
    }

    public static void main(String[] arguments) throws IOException {
        try (Engine engine = Engine.open(EngineOptions.defaults()); Model model = engine.load(Path.of(arguments[0]), LoadOptions.defaults())) {
            RetrievalFigures figures = new RetrievalFigures(model);
            Path folder = Path.of(arguments[1]);
            figures.file = folder.resolve("figures.txt");
            try (Libraries libraries = new Libraries(folder, LibraryOptions.defaults(), figures.embedders(), Clock.systemUTC())) {
                figures.recall(libraries, "words only", Optional.empty());
                figures.recall(libraries, "words and meaning", Optional.of("model"));
                for (String file : Arrays.asList(arguments).subList(2, arguments.length)) {
                    figures.speed(libraries, Path.of(file));
                }
            }
        }
    }

    private void recall(Libraries libraries, String kind, Optional<String> name) throws IOException {
        String id = Corpus.fill(libraries, name);
        for (int first : new int[] {1, 3, 5}) {
            say("%s: recall@%d same words %.2f, other words %.2f", kind, first, Corpus.recall(libraries, id, Corpus.Text::sameWords, first),
                    Corpus.recall(libraries, id, Corpus.Text::otherWords, first));
        }
    }

    private void speed(Libraries libraries, Path source) throws IOException {
        String id = libraries.create("Speed", LibraryKind.NAMED, Optional.of("model")).id();
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        libraries.add(id, source.getFileName().toString(), Files.newInputStream(source), -1);
        while (libraries.info(id).documents().getFirst().state().isPending()) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        DocumentInfo info = libraries.info(id).documents().getFirst();
        double used = cpuSeconds() - cpu;
        say("%s: %s, %d pages, %d characters, %d chunks in %.1f s and %.1f s of processors: %.1f chunks, %.1f pages a processor second", info.name(),
                info.state(), info.pages(), info.characters(), info.chunks(), seconds, used, info.chunks() / used, info.pages() / used);
        cpu = cpuSeconds();
        long[] nanos = new long[SEARCHES];
        for (int i = 0; i < SEARCHES; i++) {
            long begin = System.nanoTime();
            libraries.search(SearchRequest.of(List.of(id), "How is number " + i + " of the weights quantized?", 10));
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        say("search: median %.1f ms, best %.1f ms, worst %.1f ms; %.1f ms of processors each", nanos[SEARCHES / 2] / 1e6, nanos[0] / 1e6,
                nanos[SEARCHES - 1] / 1e6, (cpuSeconds() - cpu) * 1000 / SEARCHES);
    }

    private void say(String form, Object... values) throws IOException {
        Files.writeString(file, String.format(Locale.ROOT, form, values) + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Seconds of all processors together: on a busy machine the clock tells little. */
    private static double cpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private Embedders embedders() {
        return new Embedders() {
            @Override
            public Optional<String> fingerprint(String name) {
                return Optional.of("real");
            }

            @Override
            public Embedder open(String name, BooleanSupplier cancelled) {
                return new RealEmbedder(model);
            }
        };
    }

    private record RealEmbedder(Model model) implements Embedder {
        @Override
        public int maxTokens() {
            return model.contextLength() - 2;
        }

        @Override
        public int count(String text) {
            return model.tokenizer().encode(text, false).length;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            return model.embed(texts, EmbedOptions.defaults().withTruncate(true)).stream().map(each -> each.row(0)).toList();
        }

        @Override
        public void close() {
            // The model stays.
        }
    }
}

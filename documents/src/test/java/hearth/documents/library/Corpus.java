package hearth.documents.library;

import hearth.documents.LibraryKind;
import hearth.documents.Passage;
import hearth.documents.SearchRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Short texts, and for each a question in its own words and one in others. */
final class Corpus {
    private Corpus() {}

    record Text(String name, String text, String sameWords, String otherWords) {}

    static List<Text> texts() throws IOException {
        try (InputStream in = Corpus.class.getResourceAsStream("/hearth/documents/corpus.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(line -> line.split("\t"))
                    .map(parts -> new Text(parts[0], parts[1], parts[2], parts[3]))
                    .toList();
        }
    }

    /** A library with all texts, a file each, named by numbers so that names give nothing away; indexed when this returns. */
    static String fill(Libraries libraries, Optional<String> model) throws IOException {
        String id = libraries.create("Corpus", LibraryKind.NAMED, model).id();
        List<Text> texts = texts();
        for (int i = 0; i < texts.size(); i++) {
            byte[] bytes = texts.get(i).text().getBytes(StandardCharsets.UTF_8);
            libraries.add(id, i + ".txt", new ByteArrayInputStream(bytes), bytes.length);
        }
        while (libraries.info(id).documents().stream().anyMatch(each -> each.state().isPending())) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        return id;
    }

    /** Share of questions whose text is among the first so many passages. */
    static double recall(Libraries libraries, String id, Function<Text, String> question, int first) throws IOException {
        List<Text> texts = texts();
        int found = 0;
        for (int i = 0; i < texts.size(); i++) {
            List<Passage> passages = libraries.search(SearchRequest.of(List.of(id), question.apply(texts.get(i)), first)).passages();
            String name = i + ".txt";
            found += passages.stream().anyMatch(passage -> passage.name().equals(name)) ? 1 : 0;
        }
        return (double) found / texts.size();
    }
}

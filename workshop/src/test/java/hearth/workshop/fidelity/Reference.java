package hearth.workshop.fidelity;

import hearth.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A tiny model and what Hugging Face transformers computes with it; made by scripts/tiny-models.
 *
 * @param folder with config.json, weights and tokenizer
 * @param contextLength positions to run it with
 * @param segments of a pair of texts: which of them each token is in; no entries for one text
 * @param pair the two texts
 * @param outputs of all positions: a decoder's logits, an encoder's hidden states
 * @param embedding an encoder's normalized embedding of the sequence; empty for a decoder
 */
record Reference(
        String family,
        Path folder,
        boolean encoder,
        int contextLength,
        int[] tokens,
        int[] segments,
        List<String> pair,
        float[] outputs,
        float[] embedding) {
    /** All families that there are fixtures of. */
    static List<String> families() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reference of(String family) {
        return at(root().resolve(family));
    }

    /** A fixture anywhere. */
    static Reference at(Path folder) {
        String family = folder.getFileName().toString();
        try {
            Map<String, Object> facts = Json.parseObject(Files.readString(folder.resolve("reference.json")));
            int[] tokens = numbers(facts.get("tokens"));
            List<String> pair = ((List<?>) facts.getOrDefault("pair", List.of())).stream().map(String.class::cast).toList();
            boolean encoder = facts.get("kind").equals("encoder");
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("reference.bin")));
            float[] all = new float[bytes.remaining() / Float.BYTES];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(all);
            int outputs = encoder ? tokens.length * ((Number) facts.get("hiddenSize")).intValue() : all.length;
            return new Reference(
                    family,
                    folder,
                    encoder,
                    ((Number) facts.get("contextLength")).intValue(),
                    tokens,
                    numbers(facts.getOrDefault("segments", List.of())),
                    pair,
                    Arrays.copyOf(all, outputs),
                    Arrays.copyOfRange(all, outputs, all.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(Object list) {
        return ((List<?>) list).stream().mapToInt(id -> ((Number) id).intValue()).toArray();
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Reference.class.getResource("llama/config.json"), "fixtures")
                            .toURI())
                    .getParent()
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Values of one position. */
    int width() {
        return outputs.length / tokens.length;
    }

    /** Mean square of the error, relative to the mean square of the reference: 0 = equal. */
    static double error(float[] found, float[] wanted) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            error += ((double) found[i] - wanted[i]) * ((double) found[i] - wanted[i]);
            size += (double) wanted[i] * wanted[i];
        }
        return error / size;
    }

    /** Positions at which the largest output is the reference's. */
    int agreements(float[] found) {
        int agreements = 0;
        for (int position = 0; position < tokens.length; position++) {
            agreements += best(found, position) == best(outputs, position) ? 1 : 0;
        }
        return agreements;
    }

    private int best(float[] values, int position) {
        int best = position * width();
        for (int i = best; i < (position + 1) * width(); i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best % width();
    }
}

package hearth.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A model for tests: a text's vector counts its words, and some words mean the same. */
public final class WordVectors implements Embedders {
    private static final int DIMENSIONS = 512;
    private static final Map<String, String> SAME = Map.of("automobile", "car", "feline", "cat", "physician", "doctor");

    /** Model names to fingerprints; those that are not here are not installed. */
    public final Map<String, String> installed = new java.util.concurrent.ConcurrentHashMap<>(Map.of("words", "aa11", "other", "bb22"));
    public final AtomicInteger embedded = new AtomicInteger();
    /** Holds all work up until it is opened. */
    public volatile CountDownLatch gate = new CountDownLatch(0);

    /** Two models, "words" and "other". */
    public WordVectors() {
        // Tests change what is installed.
    }

    @Override
    public Optional<String> fingerprint(String model) {
        return Optional.ofNullable(installed.get(model));
    }

    @Override
    public Embedder open(String model, BooleanSupplier cancelled) {
        return new Embedder() {
            @Override
            public int maxTokens() {
                return 100;
            }

            @Override
            public int count(String text) {
                return text.isBlank() ? 0 : text.strip().split("\\s+").length;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new DocumentsException(DocumentsException.Kind.CANCELLED, "interrupted", e);
                }
                embedded.addAndGet(texts.size());
                List<float[]> vectors = new ArrayList<>();
                texts.forEach(text -> vectors.add(vector(text)));
                return vectors;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = 0.01f;
        for (String word : text.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            String meaning = SAME.getOrDefault(word, word);
            if (meaning.length() > 2) {
                vector[Math.floorMod(meaning.hashCode(), DIMENSIONS)]++;
            }
        }
        double norm = 0;
        for (float value : vector) {
            norm += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }
}

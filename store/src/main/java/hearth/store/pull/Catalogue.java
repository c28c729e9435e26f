package hearth.store.pull;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short names of well-known models and where each can be had, in order. */
public final class Catalogue {
    private final List<Entry> entries;

    /**
     * One model.
     *
     * @param name the name it is kept under
     * @param aliases other names a user may type
     * @param description one line for a list
     * @param sizeBytes about how much is downloaded
     */
    public record Entry(ModelName name, List<ModelName> aliases, String description, long sizeBytes, List<PullSource> sources) {
        public Entry {
            aliases = List.copyOf(aliases);
            sources = List.copyOf(sources);
        }

        public PullPlan plan() {
            return new PullPlan(name, sources);
        }

        private boolean isCalled(ModelName wanted) {
            return name.sameAs(wanted) || aliases.stream().anyMatch(wanted::sameAs);
        }
    }

    private Catalogue(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The catalogue that comes with the program. */
    public static Catalogue builtIn() {
        try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StoreException("cannot read the built-in catalogue", e);
        }
    }

    /** Reads a catalogue: {@code {"models": [{"name", "aliases", "description", "bytes", "sources": [{"from", "sha256"?}]}]}}. */
    public static Catalogue parse(String json) {
        try {
            List<Entry> entries = new ArrayList<>();
            for (Object item : (List<?>) Json.parseObject(json).get("models")) {
                entries.add(entry((Map<?, ?>) item));
            }
            return new Catalogue(entries);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new StoreException("the catalogue has not the expected shape", e);
        }
    }

    /** All models; the first is the default. */
    public List<Entry> entries() {
        return entries;
    }

    public Entry defaultModel() {
        return entries.getFirst();
    }

    /** The entry of this name or alias, letter case aside. */
    public Optional<Entry> find(ModelName name) {
        return entries.stream().filter(entry -> entry.isCalled(name)).findFirst();
    }

    private static Entry entry(Map<?, ?> json) {
        List<PullSource> sources = new ArrayList<>();
        for (Object item : (List<?>) json.get("sources")) {
            Map<?, ?> source = (Map<?, ?>) item;
            Optional<Digest> digest = Optional.ofNullable((String) source.get("sha256")).map(Digest::new);
            sources.add(new PullSource(ModelReference.parse((String) source.get("from")), digest));
        }
        List<ModelName> aliases = ((List<?>) json.get("aliases")).stream().map(a -> ModelName.parse((String) a)).toList();
        return new Entry(ModelName.parse((String) json.get("name")), aliases, (String) json.get("description"),
                (Long) json.get("bytes"), sources);
    }
}

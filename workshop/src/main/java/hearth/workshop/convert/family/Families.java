package hearth.workshop.convert.family;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every family that can be converted. To add one: write its class and give it a line here. */
public final class Families {
    private static final String CLASSIFICATION = "ForSequenceClassification";
    private static final String KEY = "architectures";
    private static final List<Family> ALL = List.of(
            new LlamaFamily(),
            new Ministral3Family(),
            QwenFamily.QWEN2,
            QwenFamily.QWEN3,
            QwenFamily.QWEN2_EXPERTS,
            QwenFamily.QWEN3_EXPERTS,
            GemmaFamily.GEMMA,
            GemmaFamily.GEMMA2,
            GemmaFamily.GEMMA3,
            GemmaFamily.EMBEDDING,
            new PhiFamily(),
            new Phi3Family(),
            new DeepSeekFamily(),
            new GptOssFamily(),
            new OlmoFamily(),
            new SmolLm3Family(),
            new GraniteFamily(false),
            new GraniteFamily(true),
            new CohereFamily(false),
            new CohereFamily(true),
            new StableLmFamily(),
            new FalconFamily(),
            new Gpt2Family(),
            new StarCoder2Family(),
            new StarCoderFamily(),
            new GptNeoXFamily(),
            new BloomFamily(),
            new MptFamily(),
            new NemotronFamily(),
            new ArceeFamily(),
            new BareOlmoFamily(),
            new OlmoEFamily(),
            new SeedOssFamily(),
            new ErnieFamily(),
            GlmFamily.GLM,
            GlmFamily.GLM4,
            new ExaoneFamily(),
            new Exaone4Family(),
            new InternLm2Family(),
            new MiniCpmFamily(),
            new FirstQwenFamily(),
            new BertFamily(false),
            new BertFamily(true),
            new DistilBertFamily(),
            new MpNetFamily(),
            new AlbertFamily(),
            new ModernBertFamily(),
            new NomicBertFamily(),
            new JinaBertFamily());

    private Families() {}

    /** All names of {@code architectures} that are known, sorted. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        ALL.forEach(family -> names.addAll(family.names()));
        return names;
    }

    /** Whether the model classifies texts, with a head for that instead of an output. */
    public static boolean classifies(JsonFile config) {
        return config.texts(KEY).orElse(List.of()).stream().findFirst().filter(name -> name.endsWith(CLASSIFICATION)).isPresent();
    }

    /** Sentences for the user about what the result of converting cannot say. */
    public static List<String> notes(Family family, JsonFile config) {
        return Stream.of(family.notes(config), RopeSettings.of(config).notes()).flatMap(List::stream).toList();
    }

    /**
     * The family of a {@code config.json}, by the first entry of {@code architectures}.
     *
     * @throws InvalidModelException with the known names if it is none of them
     */
    public static Family of(JsonFile config) {
        List<String> given = config.texts(KEY).orElse(List.of());
        if (given.isEmpty()) {
            throw InvalidModelException.atKey(Kind.MISSING, config.file(), KEY, "is missing or empty");
        }
        String name = given.getFirst();
        return ALL.stream().filter(family -> family.names().contains(name)).findFirst().orElseThrow(
                () -> InvalidModelException.atKey(Kind.UNSUPPORTED, config.file(), KEY,
                        "is '" + name + "', which cannot be converted; known are " + String.join(", ", names())));
    }
}

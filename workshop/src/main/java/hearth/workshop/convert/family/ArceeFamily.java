package hearth.workshop.convert.family;

import hearth.workshop.huggingface.JsonFile;
import java.util.Set;

/** AFM: Llama with a plain feed-forward. */
final class ArceeFamily extends LlamaFamily {
    @Override
    public Set<String> names() {
        return Set.of("ArceeForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "arcee";
    }

    @Override
    String activation() {
        return "relu2";
    }
}

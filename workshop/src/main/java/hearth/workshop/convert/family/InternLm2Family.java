package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Set;

/** InternLM 2: Llama whose source fuses the projections of each key head and its query heads. */
final class InternLm2Family extends LlamaFamily {
    @Override
    public Set<String> names() {
        return Set.of("InternLM2ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "internlm2";
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "bias", false);
        super.describe(config, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        int heads = CommonSizes.heads(config);
        int groups = CommonSizes.kvHeads(config);
        long query = (long) heads * CommonSizes.headSize(config);
        long key = (long) groups * CommonSizes.headSize(config);
        Transform apart = Layouts.apart(config, groups);
        TensorTable table = new TensorTable()
                .optionalPrefix("model.")
                .one("tok_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.attention_norm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.attention.wqkv", LayerTensor.ATTENTION_QUERY, part(apart, 0, query).then(Transform.interleaved(heads)))
                .each("layers.#.attention.wqkv", LayerTensor.ATTENTION_KEY, part(apart, query, key).then(Transform.interleaved(groups)))
                .each("layers.#.attention.wqkv", LayerTensor.ATTENTION_VALUE, part(apart, query + key, key))
                .each("layers.#.attention.wo", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.ffn_norm", LayerTensor.FEED_FORWARD_NORM)
                .each("layers.#.feed_forward.w1", LayerTensor.FEED_FORWARD_GATE)
                .each("layers.#.feed_forward.w3", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.feed_forward.w2", LayerTensor.FEED_FORWARD_DOWN)
                .leftover("layers.#.attention.rotary_emb.inv_freq");
        return config.flag("tie_word_embeddings", false)
                ? table.leftover("output.weight")
                : table.one("output", TensorNames.OUTPUT);
    }

    private static Transform part(Transform apart, long first, long count) {
        return apart.then(Transform.rows(first, count));
    }
}

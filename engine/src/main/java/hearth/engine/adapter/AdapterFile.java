package hearth.engine.adapter;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Adapter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a GGUF adapter says of itself and pairs its tensors; refuses what can't be applied as it was meant. */
final class AdapterFile {
    private static final String FIRST = ".lora_a";
    private static final String SECOND = ".lora_b";

    private final GgufFile file;
    private final GgufFile model;
    private final float alpha;
    private final float userScale;

    private AdapterFile(GgufFile file, GgufFile model, float userScale) {
        this.file = file;
        this.model = model;
        this.userScale = userScale;
        GgufMetadata metadata = file.metadata();
        requireKind(metadata);
        this.alpha = metadata.optionalFloat(Adapter.LORA_ALPHA, 0);
    }

    /**
     * The pairs of an adapter, each for a tensor of this model.
     *
     * @throws InvalidModelException if the file is no LoRA adapter of this model's architecture, or a tensor does not fit
     */
    static List<AdapterPair> pairs(GgufFile file, GgufFile model, float userScale) {
        return new AdapterFile(file, model, userScale).pairs();
    }

    private void requireKind(GgufMetadata metadata) {
        String type = metadata.optionalString(General.TYPE).orElse("model");
        if (!type.equals("adapter")) {
            throw atKey(Kind.UNSUPPORTED, General.TYPE, "is '" + type + "', so this is no adapter");
        }
        String kind = metadata.requiredString(Adapter.TYPE);
        if (!kind.equals("lora")) {
            throw atKey(Kind.UNSUPPORTED, Adapter.TYPE, "is '" + kind + "'; only 'lora' is known");
        }
        if (metadata.contains(Adapter.INVOCATION_TOKENS)) {
            throw atKey(Kind.UNSUPPORTED, Adapter.INVOCATION_TOKENS,
                    "is there: an activated LoRA acts only behind certain tokens, which is not supported");
        }
        if (metadata.contains(Adapter.LORA_PROMPT_PREFIX)) {
            metadata.requiredString(Adapter.LORA_PROMPT_PREFIX);
        }
        if (!metadata.architecture().equals(model.metadata().architecture())) {
            throw atKey(Kind.UNSUPPORTED, General.ARCHITECTURE, "is '" + metadata.architecture()
                    + "', but the model's is '" + model.metadata().architecture() + "'");
        }
    }

    private InvalidModelException atKey(Kind kind, String key, String reason) {
        return InvalidModelException.atKey(kind, file.name(), key, reason);
    }

    private List<AdapterPair> pairs() {
        List<AdapterPair> pairs = new ArrayList<>();
        for (TensorInfo tensor : file.tensors().values()) {
            String name = tensor.name();
            if (name.endsWith(FIRST)) {
                pairs.add(pair(tensor, name.substring(0, name.length() - FIRST.length())));
            } else if (!name.endsWith(SECOND)) {
                throw AdapterPair.error(file, Kind.UNSUPPORTED, tensor, "is neither " + FIRST + " nor " + SECOND + " of a tensor");
            } else {
                other(tensor, name.substring(0, name.length() - SECOND.length()) + FIRST);
            }
        }
        if (pairs.isEmpty()) {
            throw InvalidModelException.inFile(Kind.MISSING, file.name(), "the adapter has no tensors");
        }
        return pairs;
    }

    private AdapterPair pair(TensorInfo first, String name) {
        TensorInfo second = other(first, name + SECOND);
        Optional<TensorInfo> base = model.findTensor(name);
        if (base.isEmpty()) {
            throw AdapterPair.error(file, Kind.UNSUPPORTED, first, "is for a tensor that the model " + model.name() + " has not");
        }
        AdapterPair pair = new AdapterPair(file, base.get(), first, second, userScale);
        return alpha == 0 ? pair : pair.withScale(alpha / pair.rank() * userScale);
    }

    private TensorInfo other(TensorInfo half, String name) {
        return file.findTensor(name).orElseThrow(
                () -> AdapterPair.error(file, Kind.MISSING, half, "is here without its other half '" + name + "'"));
    }
}

package hearth.workshop.convert.foreign;

import hearth.format.safetensors.SafetensorsFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.Optional;

/** Every layout that is read, by what a folder says about itself. To add one: write its class and give it a line here. */
public final class PackedLayouts {
    private static final String KEY = "quantization_config";
    private static final String MLX_KEY = "quantization";

    private PackedLayouts() {}

    /**
     * Looks at {@code quantization_config}, MLX's {@code quantization}, and the files that older tools wrote instead: packed weights
     * look like ordinary tensors in part, and none of them must slip through.
     *
     * @param mxfp4 whether the family reads expert weights packed as MXFP4 itself
     * @return empty if nothing is quantized, or only such experts
     * @throws hearth.format.InvalidModelException if it is quantized in a way that is not known
     */
    public static Optional<PackedLayout> of(HuggingFaceFolder folder, JsonFile config, boolean mxfp4) {
        SafetensorsFolder weights = folder.weights();
        Optional<JsonFile> mlx = config.object(MLX_KEY);
        if (mlx.isPresent()) {
            return Optional.of(new MlxLayout(weights, mlx.get()));
        }
        Optional<JsonFile> quantized = config.object(KEY);
        if (quantized.isEmpty()) {
            return folder.json("quantize_config.json")
                    .<PackedLayout>map(file -> new GptqLayout(weights, file))
                    .or(() -> folder.json("quant_config.json").map(file -> new AwqLayout(weights, file)));
        }
        JsonFile settings = quantized.get();
        String method = settings.text("quant_method").orElse(
                settings.flag("load_in_4bit", false) || settings.flag("load_in_8bit", false) ? "bitsandbytes" : "?");
        if (method.equals("mxfp4") && mxfp4) {
            return Optional.empty();
        }
        return switch (method) {
            case "gptq" -> Optional.of(new GptqLayout(weights, settings));
            case "awq" -> Optional.of(new AwqLayout(weights, settings));
            case "bitsandbytes" -> Optional.of(new BitsAndBytesLayout(weights));
            case "fp8" -> Optional.of(new FloatEightLayout(weights, settings));
            case "compressed-tensors" -> Optional.of(new CompressedTensorsLayout(weights, settings));
            default -> throw config.unsupported(KEY, "says the weights are quantized with '" + method
                    + "', which cannot be read; known are awq, bitsandbytes, compressed-tensors, fp8, gptq, MLX's, and mxfp4 for experts");
        };
    }
}

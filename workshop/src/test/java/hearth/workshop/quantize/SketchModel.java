package hearth.workshop.quantize;

import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Model;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Files with the keys and tensors that quantizing asks for; nothing can run them. */
final class SketchModel {
    final GgufWriter writer = new GgufWriter();
    private final Random random = new Random(11);

    SketchModel() {
        writer.put(General.ARCHITECTURE, "llama").put("llama." + Model.LAYER_COUNT, 2).put("llama." + Attention.HEAD_COUNT, 4);
    }

    static SketchModel of(Map<String, Integer> settings, Map<String, List<Long>> tensors) {
        SketchModel model = new SketchModel();
        model.writer
                .put("llama." + Model.LAYER_COUNT, settings.get("layers"))
                .put("llama." + Attention.HEAD_COUNT, settings.get("heads"))
                .put("llama." + Attention.KV_HEAD_COUNT, settings.get("kv_heads"))
                .put("llama." + Experts.COUNT, settings.get("experts"));
        tensors.forEach((name, shape) -> model.tensor(name, shape.toArray(Long[]::new)));
        return model;
    }

    /** Normal numbers, F32. */
    SketchModel tensor(String name, Long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 50;
        }
        return tensor(name, values, shape);
    }

    SketchModel tensor(String name, float[] values, Long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        writer.tensor(name, TensorType.F32, List.of(shape), MemorySegment.ofArray(bytes.array()));
        return this;
    }

    Path write(Path path) throws IOException {
        writer.write(path);
        return path;
    }
}

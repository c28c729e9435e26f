package hearth.format.gguf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Any bytes give an open file whose whole content is readable, or an InvalidModelException. Replays its corpus by default. */
class GgufFileFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesOpenOrAreRefused(byte[] bytes) {
        try (GgufFile file = GgufSketch.open(bytes)) {
            for (TensorInfo tensor : file.tensors().values()) {
                long count = Math.min(tensor.byteSize(), 4096);
                file.read(tensor, tensor.byteSize() - count, MemorySegment.ofArray(new byte[(int) count]));
            }
            readEveryKeyInEveryWay(file.metadata());
            GgufVerifier.verify(file, (done, total) -> {});
        } catch (InvalidModelException expected) {
            // The only exception that damaged bytes may cause.
        }
    }

    private static void readEveryKeyInEveryWay(GgufMetadata metadata) {
        for (String key : metadata.values().keySet()) {
            List<Runnable> accessors = List.of(
                    () -> metadata.requiredString(key),
                    () -> metadata.requiredInt(key),
                    () -> metadata.requiredLong(key),
                    () -> metadata.requiredFloat(key),
                    () -> metadata.requiredBoolean(key),
                    () -> metadata.requiredInts(key),
                    () -> metadata.requiredFloats(key),
                    () -> metadata.requiredIntPerLayer(key, 3),
                    () -> metadata.requiredStrings(key).forEach(String::length));
            for (Runnable accessor : accessors) {
                try {
                    accessor.run();
                } catch (InvalidModelException expected) {
                    // A value of another type.
                }
            }
        }
    }
}

package hearth.format.gguf;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** The rules of models split into several files, named {@code prefix-00001-of-00003.gguf}. */
final class SplitModel {
    private static final int MAX_PARTS = 65_535; // split.count is a u16

    private SplitModel() {}

    /** Number of files, 1 for a model that is not split; refuses to start at any but the first part. */
    static int partCount(GgufMetadata metadata) {
        int count = metadata.optionalInt(MetadataKeys.Split.COUNT, 1);
        if (count < 0 || count > MAX_PARTS) {
            throw error(metadata, MetadataKeys.Split.COUNT, "is " + count + ", not between 0 and " + MAX_PARTS);
        }
        if (count <= 1) {
            return 1;
        }
        int number = metadata.requiredInt(MetadataKeys.Split.NUMBER);
        if (number != 0) {
            throw error(metadata, MetadataKeys.Split.NUMBER, "is " + number
                    + ": this is not the first part of the model, open the file whose name contains -00001-of-");
        }
        return count;
    }

    /** The path of a part, counted from 0, beside the first one. */
    static Path partPath(Path first, int part, int parts) {
        String name = first.getFileName().toString();
        String suffix = suffix(0, parts);
        if (!name.endsWith(suffix)) {
            throw InvalidModelException.inFile(Kind.MISSING, name,
                    "is the first of " + parts + " parts, but its name does not end in " + suffix + ", so the others cannot be found");
        }
        String prefix = name.substring(0, name.length() - suffix.length());
        return first.resolveSibling(prefix + suffix(part, parts));
    }

    /** How the name of a part, counted from 0, ends. */
    static String suffix(int part, int parts) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", part + 1, parts);
    }

    /** A later part must know its place. */
    static void checkPart(GgufMetadata metadata, int part, int parts) {
        int number = metadata.requiredInt(MetadataKeys.Split.NUMBER);
        if (number != part) {
            throw error(metadata, MetadataKeys.Split.NUMBER, "is " + number + ", expected " + part);
        }
        int count = metadata.optionalInt(MetadataKeys.Split.COUNT, parts);
        if (count != parts) {
            throw error(metadata, MetadataKeys.Split.COUNT, "is " + count + ", but the first part says " + parts);
        }
    }

    /** Adds the tensors of one part; names are unique over all parts. */
    static void addTensors(Map<String, TensorInfo> tensors, GgufHeader header, GgufLimits limits) {
        String file = header.metadata().fileName();
        for (TensorInfo tensor : header.tensors()) {
            if (tensors.putIfAbsent(tensor.name(), tensor) != null) {
                throw InvalidModelException.inFile(Kind.MALFORMED, file,
                        "tensor " + Quoted.of(tensor.name()) + " is also in an earlier part");
            }
        }
        if (tensors.size() > limits.tensorCount()) {
            throw InvalidModelException.inFile(Kind.TOO_LARGE, file,
                    "the parts have more than " + limits.tensorCount() + " tensors together");
        }
    }

    static void checkTensorCount(GgufMetadata metadata, int found) {
        OptionalInt claimed = metadata.optionalInt(MetadataKeys.Split.TENSOR_COUNT);
        if (claimed.isPresent() && partCount(metadata) > 1 && claimed.getAsInt() != found) {
            throw error(metadata, MetadataKeys.Split.TENSOR_COUNT,
                    "is " + claimed.getAsInt() + ", but the parts have " + found + " tensors");
        }
    }

    private static InvalidModelException error(GgufMetadata metadata, String key, String reason) {
        return InvalidModelException.atKey(Kind.MALFORMED, metadata.fileName(), key, reason);
    }
}

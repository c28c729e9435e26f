package hearth.workshop.budget;

import hearth.workshop.quantize.ImportanceMatrix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Tells importance matrices apart. */
final class ImportanceDigest {
    private ImportanceDigest() {}

    /** In hexadecimal; of names and values. */
    static String of(ImportanceMatrix importance) {
        CRC32C names = new CRC32C();
        CRC32C values = new CRC32C();
        importance.columns().forEach((name, columns) -> {
            names.update(name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(columns.length * Float.BYTES);
            bytes.asFloatBuffer().put(columns);
            values.update(bytes);
        });
        return HexFormat.of().toHexDigits(names.getValue() << 32 | values.getValue());
    }
}

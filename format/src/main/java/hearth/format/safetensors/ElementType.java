package hearth.format.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** The element types of a safetensors tensor and the bits each element takes. */
public enum ElementType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    private final int bits;

    ElementType(int bits) {
        this.bits = bits;
    }

    /** The type with this name in a header. */
    public static Optional<ElementType> ofName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Bits of one element; less than 8 for the packed types. */
    public int bits() {
        return bits;
    }
}

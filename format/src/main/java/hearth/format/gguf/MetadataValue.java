package hearth.format.gguf;

/** One value of GGUF metadata with the type it has in the file, so that it can be written back unchanged. */
public sealed interface MetadataValue {
    MetadataType type();

    /** Any integer type; UINT64 above 2^63 - 1 shows as a negative value. */
    record Whole(MetadataType type, long value) implements MetadataValue {
        public Whole {
            if (!type.isInteger()) {
                throw new IllegalArgumentException(type + " is not an integer type");
            }
            if (value != narrowed(type, value)) {
                throw new IllegalArgumentException(value + " does not fit in " + type);
            }
        }

        private static long narrowed(MetadataType type, long value) {
            return switch (type) {
                case UINT8 -> value & 0xff;
                case INT8 -> (byte) value;
                case UINT16 -> value & 0xffff;
                case INT16 -> (short) value;
                case UINT32 -> value & 0xffff_ffffL;
                case INT32 -> (int) value;
                default -> value;
            };
        }
    }

    /** FLOAT32 or FLOAT64. */
    record Real(MetadataType type, double value) implements MetadataValue {
        public Real {
            if (!type.isFloat()) {
                throw new IllegalArgumentException(type + " is not a floating point type");
            }
        }
    }

    record Flag(boolean value) implements MetadataValue {
        @Override
        public MetadataType type() {
            return MetadataType.BOOL;
        }
    }

    /** A string; bytes that are not UTF-8 were replaced when it was read. */
    record Text(String value) implements MetadataValue {
        @Override
        public MetadataType type() {
            return MetadataType.STRING;
        }
    }

    /** An array of equal elements, never of arrays. */
    sealed interface Array extends MetadataValue permits NumberArray, TextArray {
        MetadataType elementType();

        int length();

        @Override
        default MetadataType type() {
            return MetadataType.ARRAY;
        }
    }
}

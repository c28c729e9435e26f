package hearth.compute.cpu.matrix;

/** The twelve bytes of eight 6-bit scales and minima in Q4_K and Q5_K blocks. */
final class KScales {
    private KScales() {}

    static int scale(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + sub] & 63
                : (bytes[at + sub + 4] & 15) | (bytes[at + sub - 4] >> 6 & 3) << 4;
    }

    static int minimum(byte[] bytes, int at, int sub) {
        return sub < 4
                ? bytes[at + sub + 4] & 63
                : (bytes[at + sub + 4] >> 4 & 15) | (bytes[at + sub] >> 6 & 3) << 4;
    }
}

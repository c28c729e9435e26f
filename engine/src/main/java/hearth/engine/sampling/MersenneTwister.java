package hearth.engine.sampling;

/** MT19937 (Matsumoto and Nishimura, 1998): the same seed gives the same draws as elsewhere in the field. */
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int UPPER_BIT = 0x8000_0000;
    private static final int LOWER_BITS = 0x7FFF_FFFF;
    private static final int TWIST = 0x9908_B0DF;
    private static final double TWO_POW_32 = 0x1p32;
    private static final double TWO_POW_MINUS_64 = 0x1p-64;

    private final int[] state = new int[SIZE];
    private int next;

    MersenneTwister(int seed) {
        seed(seed);
    }

    void seed(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        next = SIZE;
    }

    /** The next 32 bits, as an unsigned number. */
    long nextUnsignedInt() {
        if (next == SIZE) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9D2C_5680;
        y ^= (y << 15) & 0xEFC6_0000;
        y ^= y >>> 18;
        return Integer.toUnsignedLong(y);
    }

    /** Uniform in [0, 1): two outputs, the first the lower half. */
    double nextDouble() {
        long low = nextUnsignedInt();
        long high = nextUnsignedInt();
        return Math.min((low + high * TWO_POW_32) * TWO_POW_MINUS_64, Math.nextDown(1.0));
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & UPPER_BIT) | (state[(i + 1) % SIZE] & LOWER_BITS);
            state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : TWIST);
        }
        next = 0;
    }
}

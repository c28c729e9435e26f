package hearth.compute;

/**
 * What the user chose of a backend.
 *
 * @param threads threads that compute, the caller's included; 0 = as many as the machine has physical cores
 * @param vectorBits force this vector width (tests); 0 = the widest preferred
 */
public record BackendOptions(int threads, int vectorBits) {
    public static BackendOptions defaults() {
        return new BackendOptions(0, 0);
    }
}

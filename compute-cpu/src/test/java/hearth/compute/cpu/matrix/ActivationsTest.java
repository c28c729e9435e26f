package hearth.compute.cpu.matrix;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ActivationsTest {
    /** The kernels mask indexes ({@link Lanes#INDEX}): beyond, they would read from the wrong place. */
    @Test
    void moreThanTheKernelsCanIndexIsRefused() {
        Activations activations = new Activations(ActivationKind.BLOCKS_OF_256);
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> activations.prepare(1 << 20, 1 << 10));
        assertTrue(error.getMessage().contains("1048576 rows of 1024"), error.getMessage());
    }
}

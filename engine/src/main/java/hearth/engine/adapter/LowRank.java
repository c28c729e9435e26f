package hearth.engine.adapter;

import hearth.compute.Matrix;
import java.util.Optional;

/**
 * What all adapters together add to a matrix W (rows, columns): up · down.
 *
 * @param down (rank, columns), the rank being the sum of the adapters' ranks
 * @param up (rows, rank), all scales multiplied in
 * @param turnedDown (columns, rank), of tables whose rows are looked up
 */
record LowRank(Matrix down, Matrix up, Optional<Matrix> turnedDown) {
    int rank() {
        return down.rows();
    }
}

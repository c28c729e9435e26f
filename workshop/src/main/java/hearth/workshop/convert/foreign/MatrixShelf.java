package hearth.workshop.convert.foreign;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The few matrices that were read last. Layouts that are packed down the columns can't be read row by row, so a matrix is turned
 * round once and held, packed as it is, while its rows are asked for.
 */
final class MatrixShelf {
    /** Readers go from tensor to tensor, perhaps with a thread or two on the next one. */
    private static final int ROOM = 4;

    private final Map<String, TurnedRows> matrices = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TurnedRows> eldest) {
            return size() > ROOM;
        }
    };

    /** The matrix of this name, made if it is not at hand. */
    synchronized TurnedRows get(String name, Supplier<TurnedRows> maker) {
        TurnedRows found = matrices.get(name);
        if (found == null) {
            found = maker.get();
            matrices.put(name, found);
        }
        return found;
    }
}

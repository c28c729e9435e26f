package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import hearth.engine.nn.Norm;
import java.util.List;
import java.util.Optional;

/**
 * From token ids to the first hidden states.
 *
 * @param table (vocabularySize, hiddenSize)
 * @param scale what its rows are multiplied with
 * @param positions a learned row for each position, which is added
 * @param norm follows
 */
record TokenEmbedding(Matrix table, float scale, Optional<PositionTable> positions, Optional<Norm> norm) {
    /** Learned positions: {@code table} is (positions, hiddenSize), {@code found} (rows, hiddenSize), {@code ids} one for each row. */
    record PositionTable(Matrix table, Tensor found, int[] ids) {
        private void addTo(Backend backend, List<SequenceSpan> spans, int rows, Tensor x) {
            for (int s = 0; s < spans.size(); s++) {
                SequenceSpan span = spans.get(s);
                for (int i = 0; i < span.rowCount(); i++) {
                    ids[span.firstRow() + i] = span.firstPosition() + i;
                }
            }
            backend.embed(table, ids, rows, found);
            backend.addScaled(found, rows, 1, x);
        }
    }

    TokenEmbedding withScale(float factor) {
        return new TokenEmbedding(table, factor, positions, norm);
    }

    TokenEmbedding withPositions(PositionTable learned) {
        return new TokenEmbedding(table, scale, Optional.of(learned), norm);
    }

    TokenEmbedding withNorm(Norm following) {
        return new TokenEmbedding(table, scale, positions, Optional.of(following));
    }

    void forward(Backend backend, int[] ids, List<SequenceSpan> spans, Tensor x) {
        backend.embed(table, ids, ids.length, x);
        if (scale != 1) {
            backend.scale(x, ids.length, scale);
        }
        if (positions.isPresent()) {
            positions.get().addTo(backend, spans, ids.length, x);
        }
        if (norm.isPresent()) {
            norm.get().forward(backend, x, ids.length, x);
        }
    }
}

package hearth.compute;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What a {@link Backend} can do as well: compute with weights that it packed before and that somebody kept, without packing them again. */
public interface WeightPacking {
    /**
     * Names how weights are packed here: where two names are equal, equal weights give equal bytes. Small letters and digits only. Whatever changes
     * the bytes must change the name.
     */
    String packedLayout();

    /** The bytes of a matrix that this backend loaded, for reading, valid until the matrix is closed. */
    MemorySegment packed(Matrix matrix);

    /**
     * A matrix that computes with these bytes, which are not copied and must outlive it.
     *
     * @param source what they were packed from
     * @param compared whether a part of the source is packed again and compared with them
     * @return empty if they are not what packing the source gives: of another size, or different where they were compared
     */
    Optional<Matrix> adopt(MatrixSource source, MemorySegment packed, boolean compared);
}

package hearth.workshop.quantize;

import java.io.IOException;

/** A way of rounding that needs more than a tensor by itself: it rounds those it can, before the others are rounded each for itself. */
public interface RoundingMethod {
    /** Leaves every tensor to the usual way. */
    RoundingMethod NONE = new RoundingMethod() {
        @Override
        public byte[] identity() {
            return new byte[0];
        }

        @Override
        public void round(EncodedTensors target) {}
    };

    /** All that decides the bytes beside the plan and the source, so that only the same work is gone on with. */
    byte[] identity();

    /** Rounds; tensors that are done already are left as they are. */
    void round(EncodedTensors target) throws IOException;
}

package hearth.workshop.convert;

/** Hears how far a conversion is; an exception from it stops the conversion and leaves no file. */
@FunctionalInterface
public interface ConversionListener {
    /** Hears nothing. */
    ConversionListener NONE = (_, _) -> {};

    /** Bytes of tensor data written so far, and of all of them. */
    void written(long bytes, long totalBytes);
}

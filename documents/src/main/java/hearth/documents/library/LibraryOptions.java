package hearth.documents.library;

import hearth.documents.extract.ReaderProcess;
import hearth.documents.extract.ReadingLimits;

/**
 * How files are read.
 *
 * @param reader the process that does it
 */
public record LibraryOptions(ReadingLimits limits, ReaderProcess reader) {
    /** Usual limits; files are read with the JDK and the classes this program runs with. */
    public static LibraryOptions defaults() {
        return new LibraryOptions(ReadingLimits.defaults(), ReaderProcess.ofThisProgram());
    }
}

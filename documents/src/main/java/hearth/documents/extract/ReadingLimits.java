package hearth.documents.extract;

import java.time.Duration;

/**
 * What reading one file may cost.
 *
 * @param fileBytes of a file as it comes
 * @param textBytes of a file that is text itself
 * @param characters of the text that comes out
 * @param pages of a file
 * @param partBytes of one unpacked part of a package
 * @param time of the process that reads
 * @param heapMegabytes of the process that reads
 */
public record ReadingLimits(
        long fileBytes, long textBytes, int characters, int pages, long partBytes, Duration time, int heapMegabytes) {
    /** 256 MiB files, 32 MiB texts, 20 million characters, 20,000 pages, 512 MiB unpacked, 5 minutes, 768 MiB. */
    public static ReadingLimits defaults() {
        return new ReadingLimits(256L << 20, 32L << 20, 20_000_000, 20_000, 512L << 20, Duration.ofMinutes(5), 768);
    }

    public ReadingLimits withTime(Duration value) {
        return new ReadingLimits(fileBytes, textBytes, characters, pages, partBytes, value, heapMegabytes);
    }

    public ReadingLimits withCharacters(int value) {
        return new ReadingLimits(fileBytes, textBytes, value, pages, partBytes, time, heapMegabytes);
    }

    public ReadingLimits withPartBytes(long value) {
        return new ReadingLimits(fileBytes, textBytes, characters, pages, value, time, heapMegabytes);
    }

    public ReadingLimits withFileBytes(long value) {
        return new ReadingLimits(value, textBytes, characters, pages, partBytes, time, heapMegabytes);
    }

    public ReadingLimits withHeapMegabytes(int value) {
        return new ReadingLimits(fileBytes, textBytes, characters, pages, partBytes, time, value);
    }

    public ReadingLimits withPages(int value) {
        return new ReadingLimits(fileBytes, textBytes, characters, value, partBytes, time, heapMegabytes);
    }
}

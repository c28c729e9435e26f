package hearth.documents.extract;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Reads files of the user's. Thread-safe.
 *
 * @param process reads what a library parses
 */
public record FileReading(ReadingLimits limits, ReaderProcess process) {
    /**
     * The text of a file.
     *
     * @param name as the user knows it
     * @param cancelled is asked now and then
     * @throws DocumentsException UNREADABLE, TOO_LARGE or CANCELLED, with the file's name and the reason
     */
    public DocumentText read(Path file, String name, BooleanSupplier cancelled) throws IOException {
        try {
            long size = Files.size(file);
            if (size > limits.fileBytes()) {
                throw Unreadable.tooLarge("has more than " + limits.fileBytes() + " bytes");
            }
            FileKind kind = kind(file, name);
            if (kind != FileKind.PDF && kind != FileKind.WORD && size > limits.textBytes()) {
                throw Unreadable.tooLarge("has more than " + limits.textBytes() + " bytes of text");
            }
            boolean apart = kind == FileKind.PDF || kind == FileKind.HTML || kind == FileKind.WORD;
            return apart ? process.read(kind, file, limits, cancelled) : parse(kind, file, limits);
        } catch (Unreadable e) {
            throw e.of(name);
        }
    }

    /**
     * The kind of a file that may be read.
     *
     * @throws DocumentsException UNREADABLE if it is none
     */
    public static FileKind requireKind(Path file, String name) throws IOException {
        try {
            return kind(file, name);
        } catch (Unreadable e) {
            throw e.of(name);
        }
    }

    private static FileKind kind(Path file, String name) throws IOException, Unreadable {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(FileKind.HEAD_BYTES);
            if (head.length == 0) {
                throw new Unreadable(Kind.UNREADABLE, "is empty");
            }
            return FileKind.of(name, head);
        }
    }

    /** Reads in this process. */
    static DocumentText parse(FileKind kind, Path file, ReadingLimits limits) throws IOException, Unreadable {
        TextBuilder out = new TextBuilder(limits);
        String note = "";
        switch (kind) {
            case PDF -> PdfText.read(file, limits, out);
            case WORD -> WordText.read(file, limits, out);
            case HTML -> HtmlText.read(file, out);
            case MARKDOWN, CODE, TEXT -> {
                CharacterCoding.Decoded decoded = CharacterCoding.decode(Files.readAllBytes(file));
                note = decoded.note();
                if (kind == FileKind.MARKDOWN) {
                    MarkdownText.read(decoded.text(), out);
                } else {
                    out.raw(decoded.text());
                }
            }
        }
        String whyEmpty = kind == FileKind.PDF ? "has no text: scanned pages would have to be recognised first, which Hearth can't do" : "has no text";
        return out.build(kind == FileKind.CODE, note, whyEmpty);
    }
}

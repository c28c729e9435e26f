package hearth.documents.extract;

import hearth.documents.extract.DocumentText.Heading;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A document's text in a file of our own: a mark, the text, pages, headings. Reading checks everything. */
public final class TextFile {
    private static final int MARK = 0x48545831;
    private static final int MAX_PARTS = 100_000;

    private TextFile() {}

    public static void write(Path file, DocumentText document) throws IOException {
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)))) {
            out.writeInt(MARK);
            byte[] bytes = document.text().getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.writeBoolean(document.isCode());
            out.writeUTF(document.note());
            out.writeInt(document.pages().size());
            for (int page : document.pages()) {
                out.writeInt(page);
            }
            out.writeInt(document.headings().size());
            for (Heading heading : document.headings()) {
                out.writeInt(heading.offset());
                out.writeByte(heading.level());
                out.writeUTF(heading.title());
            }
        }
    }

    /** @throws IOException if it is none, or damaged */
    public static DocumentText read(Path file) throws IOException {
        long size = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MARK) {
                throw new IOException("not a text of Hearth's");
            }
            int length = in.readInt();
            if (length < 0 || length > size) {
                throw new IOException("the text's length is wrong");
            }
            byte[] bytes = in.readNBytes(length);
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
            boolean isCode = in.readBoolean();
            String note = in.readUTF();
            List<Integer> pages = new ArrayList<>();
            for (int i = count(in); i > 0; i--) {
                pages.add(position(in, text));
            }
            List<Heading> headings = new ArrayList<>();
            for (int i = count(in); i > 0; i--) {
                headings.add(new Heading(position(in, text), in.readByte(), in.readUTF()));
            }
            return new DocumentText(text, headings, pages, isCode, note);
        }
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_PARTS) {
            throw new IOException("a number of parts is wrong");
        }
        return count;
    }

    private static int position(DataInputStream in, String text) throws IOException {
        int offset = in.readInt();
        if (offset < 0 || offset > text.length()) {
            throw new IOException("a position is wrong");
        }
        return offset;
    }
}

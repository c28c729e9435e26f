package hearth.documents.extract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;

/** Makes real files for tests. */
public final class SampleFiles {
    private static final String WORD_SPACE = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    private SampleFiles() {}

    /** A PDF with a page for each list of lines; the first line of each is a bookmark. */
    public static Path pdf(Path file, List<List<String>> pages) throws IOException {
        try (PDDocument document = document(pages)) {
            document.save(file.toFile());
        }
        return file;
    }

    /** As {@link #pdf}, behind a password. */
    static Path lockedPdf(Path file, List<List<String>> pages, String password) throws IOException {
        try (PDDocument document = document(pages)) {
            document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
            document.save(file.toFile());
        }
        return file;
    }

    private static PDDocument document(List<List<String>> pages) throws IOException {
        // PDFBox would keep a list of the machine's fonts in the user's home.
        FontMappers.set(new PackedFont());
        PDDocument document = new PDDocument();
        PDDocumentOutline outline = new PDDocumentOutline();
        document.getDocumentCatalog().setDocumentOutline(outline);
        for (List<String> lines : pages) {
            PDPage page = new PDPage();
            document.addPage(page);
            if (lines.isEmpty()) {
                continue;
            }
            PDOutlineItem item = new PDOutlineItem();
            item.setTitle(lines.getFirst());
            item.setDestination(page);
            outline.addLast(item);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
                content.setLeading(14);
                content.newLineAtOffset(50, 740);
                for (String line : lines) {
                    content.showText(line);
                    content.newLine();
                }
                content.endText();
            }
        }
        return document;
    }

    /** A PDF whose only page unpacks to a huge stream of nothing. */
    static Path pdfBomb(Path file, long bytes) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (OutputStream packed = new java.util.zip.DeflaterOutputStream(stream, new Deflater(9))) {
            byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (long left = bytes; left > 0; left -= blank.length) {
                packed.write(blank);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n4 0 obj<</Length " + stream.size()
                + "/Filter/FlateDecode>>stream\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(stream.toByteArray());
        out.writeBytes("\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".getBytes(StandardCharsets.US_ASCII));
        return Files.write(file, out.toByteArray());
    }

    /** A Word file with this body and the usual styles. */
    public static Path word(Path file, String body) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", xml("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"));
        parts.put("_rels/.rels", xml("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"));
        parts.put("word/styles.xml", xml("<w:styles " + WORD_SPACE + "><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>"
                + "<w:style w:styleId=\"Sub\"><w:name w:val=\"My own\"/><w:basedOn w:val=\"Two\"/></w:style>"
                + "<w:style w:styleId=\"Two\"><w:name w:val=\"Two\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>"
                + "<w:style w:styleId=\"Loop\"><w:name w:val=\"Loop\"/><w:basedOn w:val=\"Loop\"/></w:style></w:styles>"));
        parts.put("word/document.xml", xml("<w:document " + WORD_SPACE + "><w:body>" + body + "</w:body></w:document>"));
        parts.put("word/footnotes.xml", xml("<w:footnotes " + WORD_SPACE + "><w:footnote w:type=\"separator\"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>"
                + "<w:footnote w:id=\"2\"><w:p><w:r><w:t>A note at the foot.</w:t></w:r></w:p></w:footnote></w:footnotes>"));
        return zip(file, parts);
    }

    private static byte[] xml(String text) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(StandardCharsets.UTF_8);
    }

    static Path zip(Path file, Map<String, byte[]> parts) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                out.putNextEntry(new ZipEntry(part.getKey()));
                out.write(part.getValue());
                out.closeEntry();
            }
        }
        return file;
    }

    /** A Word file whose text part is one part of this XML, which may be anything. */
    static Path rawWord(Path file, byte[] document) throws IOException {
        return zip(file, Map.of("word/document.xml", document));
    }

    /** A Word file whose text part unpacks to many bytes. */
    static Path wordBomb(Path file, long bytes) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("word/document.xml"));
            out.write(("<w:document " + WORD_SPACE + "><w:body>").getBytes(StandardCharsets.UTF_8));
            byte[] piece = "<w:p></w:p>".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            for (long left = bytes; left > 0; left -= piece.length) {
                out.write(piece);
            }
            out.closeEntry();
        }
        return file;
    }

    /** A paragraph of Word's. */
    public static String paragraph(String text) {
        return "<w:p><w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>";
    }

    /** A paragraph of Word's with a style. */
    static String styled(String style, String text) {
        return "<w:p><w:pPr><w:pStyle w:val=\"" + style + "\"/></w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }
}

package hearth.documents.extract;

import java.io.IOException;
import java.nio.file.Path;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The text of a Word file: paragraphs, headings, tables, notes. Element names are those of ECMA-376, part 1, section 17. Text that was
 * deleted under "track changes" is left out, what was inserted is in.
 */
final class WordText {
    private final TextBuilder out;
    private final WordStyles styles;
    private final StringBuilder paragraph = new StringBuilder();
    private final StringBuilder row = new StringBuilder();
    private int depth;
    private int skipped;
    private int tables;
    private int level;
    private boolean inText;
    private boolean inList;
    private boolean inProperties;

    private WordText(TextBuilder out, WordStyles styles) {
        this.out = out;
        this.styles = styles;
    }

    static void read(Path file, ReadingLimits limits, TextBuilder out) throws IOException, Unreadable {
        try (WordPackage parts = WordPackage.open(file, limits)) {
            String main = parts.main();
            String folder = main.substring(0, main.lastIndexOf('/') + 1);
            WordText text = new WordText(out, WordStyles.of(parts, folder + "styles.xml"));
            parts.part(main, text::read);
            parts.part(folder + "footnotes.xml", text::read);
            parts.part(folder + "endnotes.xml", text::read);
        }
    }

    /** An attribute of any namespace; empty if there is none. */
    static String attribute(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }

    private void read(XMLStreamReader xml) throws XMLStreamException, Unreadable {
        depth = 0;
        skipped = 0;
        tables = 0;
        while (xml.hasNext()) {
            switch (WordPackage.next(xml, depth)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    begin(xml);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    end(xml.getLocalName());
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA -> {
                    if (inText && skipped == 0) {
                        append(xml.getText());
                    }
                }
                default -> {
                    // Comments and processing instructions.
                }
            }
        }
    }

    private void append(String text) throws Unreadable {
        paragraph.append(text);
        // A paragraph without an end must not fill the memory.
        if (paragraph.length() + row.length() > 1 << 20) {
            endParagraph();
        }
    }

    private void begin(XMLStreamReader xml) throws Unreadable {
        String name = xml.getLocalName();
        if (skipped > 0 || name.equals("Fallback") || name.equals("footnote") && !attribute(xml, "type").isEmpty()) {
            // The same text again for older programs; separators of notes.
            skipped++;
            return;
        }
        switch (name) {
            case "t" -> inText = true;
            case "tab" -> paragraph.append(inProperties ? "" : "\t");
            case "br", "cr" -> paragraph.append(attribute(xml, "type").equals("page") ? "" : "\n");
            case "noBreakHyphen" -> paragraph.append('-');
            case "lastRenderedPageBreak" -> pageBreak();
            case "p" -> {
                level = 0;
                inList = false;
            }
            case "pPr" -> inProperties = true;
            case "pStyle" -> level = Math.max(level, styles.level(attribute(xml, "val")));
            case "outlineLvl" -> WordStyles.outline(attribute(xml, "val")).ifPresent(value -> level = value);
            case "numPr" -> inList = true;
            case "tbl" -> tables++;
            default -> {
                // Formatting, pictures, fields.
            }
        }
    }

    private void end(String name) throws Unreadable {
        if (skipped > 0) {
            skipped--;
            return;
        }
        switch (name) {
            case "t" -> inText = false;
            case "pPr" -> inProperties = false;
            case "p" -> endParagraph();
            case "tc" -> row.append(" | ");
            case "tr" -> {
                String cells = row.toString().replaceAll("( \\| )+$", "");
                row.setLength(0);
                out.line(cells);
            }
            case "tbl" -> {
                tables--;
                if (tables == 0) {
                    out.gap();
                }
            }
            default -> {
                // Nothing ends with the others.
            }
        }
    }

    /** Where Word had the end of a page when it saved the file; the text before it has to be out first. */
    private void pageBreak() throws Unreadable {
        if (tables > 0) {
            return;
        }
        if (out.pageCount() == 0) {
            out.page();
        }
        if (!paragraph.isEmpty()) {
            endParagraph();
        }
        out.gap();
        out.page();
    }

    private void endParagraph() throws Unreadable {
        String text = paragraph.toString();
        paragraph.setLength(0);
        if (tables > 0) {
            row.append(row.isEmpty() || row.toString().endsWith(" | ") || text.isBlank() ? "" : " ").append(text.strip());
            if (row.length() > 1 << 20) {
                out.line(row.toString());
                row.setLength(0);
            }
        } else if (level > 0) {
            out.heading(level, text);
        } else if (inList && !text.isBlank()) {
            out.line("- " + text.strip());
        } else {
            out.paragraph(text);
        }
    }
}

package hearth.documents.extract;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.text.PDFTextStripper;

/** The text of a PDF, page by page. Runs in the process that reads. */
final class PdfText {
    private PdfText() {}

    static void read(Path file, ReadingLimits limits, TextBuilder out) throws IOException, Unreadable {
        // PDFBox would search the whole machine for fonts and keep a list of them in the user's home.
        FontMappers.set(new PackedFont());
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
            if (document.getNumberOfPages() > limits.pages()) {
                throw Unreadable.tooLarge("has more than " + limits.pages() + " pages");
            }
            AccessPermission permission = document.getCurrentAccessPermission();
            if (!permission.canExtractContent() && !permission.canExtractForAccessibility()) {
                throw new Unreadable("forbids taking its text out");
            }
            PdfOutline outline = PdfOutline.of(document);
            Pages stripper = new Pages(out, outline);
            stripper.setLineSeparator("\n");
            stripper.setParagraphEnd("\n");
            stripper.writeText(document, stripper.target);
            if (stripper.target.failure != null) {
                throw stripper.target.failure;
            }
        } catch (InvalidPasswordException e) {
            throw new Unreadable("is protected by a password");
        } catch (Stopped e) {
            throw e.reason;
        }
    }

    private static final class Stopped extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Unreadable reason;

        Stopped(Unreadable reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static final class Pages extends PDFTextStripper {
        private final TextBuilder out;
        private final PdfOutline outline;
        private final Target target;
        private int start;

        Pages(TextBuilder out, PdfOutline outline) {
            this.out = out;
            this.outline = outline;
            this.target = new Target(out);
        }

        @Override
        protected void startPage(PDPage page) throws IOException {
            try {
                out.gap();
                // Empty pages are not shown to us.
                while (out.pageCount() < getCurrentPageNo()) {
                    out.page();
                }
                start = out.length();
            } catch (Unreadable e) {
                throw new Stopped(e);
            }
        }

        @Override
        protected void endPage(PDPage page) {
            outline.mark(getCurrentPageNo(), start, out);
        }
    }

    /** Joins words that a line's end divides. */
    private static final class Target extends Writer {
        private final TextBuilder out;
        private Unreadable failure;
        /** Characters that can't be written yet: a letter, a hyphen, a line end. */
        private final StringBuilder held = new StringBuilder();

        Target(TextBuilder out) {
            this.out = out;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            try {
                for (int i = offset; i < offset + length; i++) {
                    take(characters[i]);
                }
            } catch (Unreadable e) {
                failure = e;
                throw new Stopped(e);
            }
        }

        private void take(char c) throws Unreadable {
            boolean mayDivide = switch (held.length()) {
                case 0 -> Character.isLetter(c);
                case 1 -> c == '-' || c == '\u00AD' || c == '\u2010';
                case 2 -> c == '\n';
                default -> false;
            };
            if (held.length() == 3 && Character.isLowerCase(c)) {
                held.setLength(1);
            }
            if (mayDivide) {
                held.append(c);
                return;
            }
            out.raw(held);
            held.setLength(0);
            if (Character.isLetter(c)) {
                held.append(c);
            } else {
                out.raw(c);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.raw(held);
                held.setLength(0);
            } catch (Unreadable e) {
                failure = e;
                throw new Stopped(e);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}

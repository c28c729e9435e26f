package hearth.documents.extract;

import static hearth.documents.extract.SampleFiles.paragraph;
import static hearth.documents.extract.SampleFiles.styled;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files of each kind, read as users bring them. */
class FileReadingTest {
    private final FileReading reading = new FileReading(ReadingLimits.defaults(), ReaderProcess.ofThisProgram());

    @TempDir
    private Path folder;

    private DocumentText read(Path file) throws IOException {
        return reading.read(file, file.getFileName().toString(), () -> false);
    }

    private DocumentText read(String name, String text) throws IOException {
        return read(Files.writeString(folder.resolve(name), text));
    }

    @Test
    void pdfHasPagesAndBookmarks() throws IOException {
        Path file = SampleFiles.pdf(folder.resolve("report.pdf"), List.of(
                List.of("Introduction", "The measure-", "ments began in May."), List.of(), List.of("Results", "The river rose by 3 cm.")));
        DocumentText text = read(file);
        assertThat(text.pages()).hasSize(3);
        assertThat(text.text()).contains("measurements began in May").contains("river rose");
        int river = text.text().indexOf("river");
        assertThat(text.page(river)).isEqualTo(3);
        assertThat(text.section(river)).isEqualTo("Results");
        assertThat(text.page(text.text().indexOf("measurements"))).isEqualTo(1);
        assertThat(text.section(text.text().indexOf("measurements"))).isEqualTo("Introduction");
    }

    @Test
    void wordHasHeadingsTablesListsAndNotes() throws IOException {
        Path file = SampleFiles.word(folder.resolve("letter.docx"), styled("berschrift1", "Contract") + paragraph("Both sides agree &amp; sign.")
                + styled("Sub", "Payment") + "<w:p><w:r><w:t>Within </w:t></w:r><w:r><w:t>30 days.</w:t><w:tab/><w:t>Net.</w:t></w:r></w:p>"
                + "<w:tbl><w:tr><w:tc>" + paragraph("Item") + "</w:tc><w:tc>" + paragraph("Price") + "</w:tc></w:tr><w:tr><w:tc>" + paragraph("Lamp")
                + "</w:tc><w:tc>" + paragraph("12 EUR") + "</w:tc></w:tr></w:tbl>"
                + "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>first point</w:t></w:r></w:p>"
                + "<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins></w:p>"
                + "<w:p><w:r><w:instrText>PAGEREF</w:instrText></w:r></w:p>"
                + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>On the second page.</w:t></w:r></w:p>" + styled("Loop", "round"));
        DocumentText text = read(file);
        assertThat(text.text()).contains("Both sides agree & sign.", "Within 30 days.\tNet.", "Item | Price\nLamp | 12 EUR", "- first point",
                "inserted", "A note at the foot.").doesNotContain("deleted", "PAGEREF", "no\n");
        assertThat(text.section(text.text().indexOf("Within"))).isEqualTo("Contract \u203A Payment");
        assertThat(text.page(text.text().indexOf("second page"))).isEqualTo(2);
        assertThat(text.page(text.text().indexOf("Both sides"))).isEqualTo(1);
    }

    @Test
    void htmlIsWhatReadersSee() throws IOException {
        DocumentText text = read("page.html", """
                <html><head><title>Guide</title><style>p{}</style></head><body><script>alert(1)</script><h1>Birds</h1>
                <p>Some   can <b>swim</b>.</p><ul><li>Duck</li><li>Swan</li></ul><h2>Nests</h2><table><tr><th>Bird</th><th>Eggs</th></tr>
                <tr><td>Duck</td><td>9</td></tr></table><pre>a
                  b</pre><p hidden>secret</p>end</body></html>""");
        assertThat(text.text()).contains("Some can swim.", "- Duck\n- Swan", "Bird | Eggs\nDuck | 9", "a\n  b", "end").doesNotContain("alert", "secret", "p{}");
        assertThat(text.section(text.text().indexOf("Eggs"))).isEqualTo("Birds \u203A Nests");
        assertThat(text.pages()).isEmpty();
    }

    @Test
    void markdownKeepsItsTextAndCodeHasNoHeadings() throws IOException {
        String source = "# Top #\n\ntext\n\n```sh\n# no heading\n```\n\nSecond\n------\n\nmore\r\nlines\n";
        DocumentText text = read("notes.md", source);
        assertThat(text.text()).isEqualTo(source.replace("\r\n", "\n") + "\n");
        assertThat(text.headings()).extracting(DocumentText.Heading::title).containsExactly("Top", "Second");
        assertThat(text.section(text.text().indexOf("more"))).isEqualTo("Top \u203A Second");
        assertThat(text.line(text.text().indexOf("more"))).isEqualTo(12);
        DocumentText code = read("run.py", "# a comment\nprint('x')\n");
        assertThat(code.isCode()).isTrue();
        assertThat(code.headings()).isEmpty();
    }

    @Test
    void textsInOtherEncodingsAreGuessedAndSaid() throws IOException {
        DocumentText western = read(Files.write(folder.resolve("a.txt"), "Grüße aus Köln, 5 €".getBytes(Charset.forName("windows-1252"))));
        assertThat(western.text()).isEqualTo("Grüße aus Köln, 5 €");
        assertThat(western.note()).contains("windows-1252");
        DocumentText chinese = read(Files.write(folder.resolve("b.txt"), "今天天气很好。OK".getBytes(Charset.forName("GB18030"))));
        assertThat(chinese.text()).isEqualTo("今天天气很好。OK");
        DocumentText wide = read(Files.write(folder.resolve("c.txt"), "\uFEFFBreit – wide".getBytes(StandardCharsets.UTF_16LE)));
        assertThat(wide.text()).isEqualTo("Breit – wide");
        assertThat(wide.note()).isEmpty();
        assertThat(read("d.txt", "tab\tkept\u0000x".replace("\u0000", "\u0007")).text()).isEqualTo("tab\tkeptx");
    }

    @Test
    void aTextSurvivesItsFile() throws IOException {
        DocumentText text = read("notes.md", "# 一\n\nGrüße 😀\n");
        Path file = folder.resolve("kept");
        TextFile.write(file, text);
        assertThat(TextFile.read(file)).isEqualTo(text);
    }
}

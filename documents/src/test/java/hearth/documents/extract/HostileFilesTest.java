package hearth.documents.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to harm: each ends in an error that names it, in bounded time and memory. */
class HostileFilesTest {
    private static final ReadingLimits LIMITS = ReadingLimits.defaults().withHeapMegabytes(128).withTime(Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    private static DocumentsException refused(Path file, ReadingLimits limits) {
        FileReading reading = new FileReading(limits, ReaderProcess.ofThisProgram());
        DocumentsException refusal = catchThrowableOfType(DocumentsException.class, () -> reading.read(file, file.getFileName().toString(), () -> false));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).startsWith(file.getFileName() + ": ").doesNotContain(file.getParent().toString());
        return refusal;
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPdfThatUnpacksToGigabytesEndsItsProcessOnly() throws IOException {
        Path file = SampleFiles.pdfBomb(folder.resolve("bomb.pdf"), 256L << 20);
        assertThat(Files.size(file)).isLessThan(1 << 20);
        DocumentsException refusal = refused(file, LIMITS);
        assertThat(refusal.kind()).isIn(Kind.TOO_LARGE, Kind.UNREADABLE);
        assertThat(refusal.getMessage()).containsAnyOf("128 MiB of memory", "no text", "damaged");
    }

    @Test
    void aWordFileThatUnpacksToGigabytesIsCut() throws IOException {
        Path file = SampleFiles.wordBomb(folder.resolve("bomb.docx"), 60L << 20);
        DocumentsException refusal = refused(file, LIMITS.withPartBytes(20 << 20));
        assertThat(refusal.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(refusal.getMessage()).contains("unpacks to more than");
    }

    @Test
    void entitiesAreRefused() throws IOException {
        Path secret = write("secret.txt", "the secret");
        for (String declaration : List.of("<!ENTITY x SYSTEM \"" + secret.toUri() + "\">", "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x \"&a;&a;&a;&a;\">",
                "<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;")) {
            String xml = "<!DOCTYPE w [" + declaration + "]><w xmlns:w=\"u\"><w:p><w:t>&x;</w:t></w:p></w>";
            DocumentsException refusal = refused(SampleFiles.rawWord(folder.resolve("x.docx"), xml.getBytes(StandardCharsets.UTF_8)), LIMITS);
            assertThat(refusal.kind()).isEqualTo(Kind.UNREADABLE);
            assertThat(refusal.getMessage()).contains("entities");
        }
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        String xml = "<w:p xmlns:w=\"u\">" + "<w:r xmlns:w=\"u\">".repeat(5000) + "</w:r>".repeat(5000) + "</w:p>";
        assertThat(refused(SampleFiles.rawWord(folder.resolve("deep.docx"), xml.getBytes(StandardCharsets.UTF_8)), LIMITS).getMessage())
                .containsAnyOf("nested", "damaged");
        Path html = write("deep.html", "<div>".repeat(20_000) + "x");
        FileReading reading = new FileReading(LIMITS, ReaderProcess.ofThisProgram());
        try {
            assertThat(reading.read(html, "deep.html", () -> false).text()).isEqualTo("x");
        } catch (DocumentsException e) {
            assertThat(e.getMessage()).startsWith("deep.html: ");
        }
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Path good = SampleFiles.pdf(folder.resolve("good.pdf"), List.of(List.of("One", "text")));
        byte[] bytes = Files.readAllBytes(good);
        Path half = Files.write(folder.resolve("half.pdf"), java.util.Arrays.copyOf(bytes, bytes.length / 3));
        assertThat(refused(half, LIMITS).kind()).isEqualTo(Kind.UNREADABLE);
        SplittableRandom random = new SplittableRandom(7);
        byte[] noise = new byte[5000];
        random.nextBytes(noise);
        System.arraycopy("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 9);
        assertThat(refused(Files.write(folder.resolve("noise.pdf"), noise), LIMITS).kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(refused(SampleFiles.rawWord(folder.resolve("cut.docx"), "<w:p xmlns:w=\"u\"><w:t>x".getBytes(StandardCharsets.UTF_8)), LIMITS)
                .getMessage()).contains("word/document.xml is damaged");
        assertThat(refused(SampleFiles.zip(folder.resolve("other.docx"), Map.of("a", new byte[1])), LIMITS).getMessage()).contains("no Word file");
        assertThat(refused(Files.write(folder.resolve("zip.docx"), new byte[] {'P', 'K', 3, 4, 5, 6}), LIMITS).getMessage()).contains("damaged archive");
    }

    @Test
    void whatCannotBeReadSaysWhy() throws IOException {
        assertThat(refused(SampleFiles.lockedPdf(folder.resolve("locked.pdf"), List.of(List.of("A")), "pw"), LIMITS).getMessage()).contains("password");
        assertThat(refused(SampleFiles.pdf(folder.resolve("scan.pdf"), List.of(List.of(), List.of())), LIMITS).getMessage()).contains("scanned");
        assertThat(refused(write("empty.txt", ""), LIMITS).getMessage()).contains("empty");
        assertThat(refused(write("blank.txt", " \n\t"), LIMITS).getMessage()).contains("no text");
        assertThat(refused(Files.write(folder.resolve("a.bin"), new byte[] {1, 0, 2}), LIMITS).getMessage()).contains("not text", "Markdown");
        assertThat(refused(Files.write(folder.resolve("old.doc"), new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0}), LIMITS).getMessage())
                .contains("docx");
        assertThat(refused(SampleFiles.zip(folder.resolve("table.xlsx"), Map.of("a", new byte[1])), LIMITS).getMessage()).contains("office");
        assertThat(refused(write("lie.pdf", "hello"), LIMITS).getMessage()).contains("not what its name says");
    }

    @Test
    void limitsHold() throws IOException {
        assertThat(refused(write("long.txt", "x".repeat(2000)), LIMITS.withCharacters(1000)).getMessage()).contains("1000 characters");
        assertThat(refused(write("big.txt", "x".repeat(2000)), LIMITS.withFileBytes(1000)).getMessage()).contains("1000 bytes");
        assertThat(refused(SampleFiles.pdf(folder.resolve("pages.pdf"), List.of(List.of("a"), List.of("b"), List.of("c"))), LIMITS.withPages(2)).getMessage())
                .contains("2 pages");
    }

    @Test
    void readingEndsWhenItsTimeIsUpOrTheUserWants() throws IOException {
        Path file = SampleFiles.pdf(folder.resolve("slow.pdf"), List.of(List.of("a")));
        DocumentsException late = refused(file, LIMITS.withTime(Duration.ofMillis(1)));
        assertThat(late.kind()).isEqualTo(Kind.TOO_LARGE);
        AtomicBoolean cancelled = new AtomicBoolean(true);
        FileReading reading = new FileReading(LIMITS, ReaderProcess.ofThisProgram());
        DocumentsException ended = catchThrowableOfType(DocumentsException.class, () -> reading.read(file, "slow.pdf", cancelled::get));
        assertThat(ended.kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void damagedTextsOfOursAreErrors() throws IOException {
        Path file = folder.resolve("kept");
        FileReading reading = new FileReading(LIMITS, ReaderProcess.ofThisProgram());
        TextFile.write(file, reading.read(write("n.md", "# a\n\ntext"), "n.md", () -> false));
        byte[] good = Files.readAllBytes(file);
        for (int cut = 0; cut < good.length; cut++) {
            Path part = Files.write(folder.resolve("part"), java.util.Arrays.copyOf(good, cut));
            assertThat(catchThrowableOfType(IOException.class, () -> TextFile.read(part))).as("cut at " + cut).isNotNull();
        }
    }
}

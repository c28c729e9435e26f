package hearth.documents.extract;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A Word file: a zip archive of XML parts. Unpacking is counted, and XML may declare nothing. */
final class WordPackage implements AutoCloseable {
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_DEPTH = 1000;
    private static final String RELATIONS = "_rels/.rels";
    private static final String USUAL_MAIN = "word/document.xml";

    private final ZipFile zip;
    private final ReadingLimits limits;
    private long unpacked;

    private WordPackage(ZipFile zip, ReadingLimits limits) {
        this.zip = zip;
        this.limits = limits;
    }

    static WordPackage open(Path file, ReadingLimits limits) throws IOException, Unreadable {
        try {
            ZipFile zip = new ZipFile(file.toFile());
            if (zip.size() > MAX_ENTRIES) {
                zip.close();
                throw Unreadable.tooLarge("has more than " + MAX_ENTRIES + " parts");
            }
            return new WordPackage(zip, limits);
        } catch (ZipException e) {
            throw new Unreadable("is a damaged archive: " + e.getMessage());
        }
    }

    /** Reads one part of it. */
    interface PartReader {
        void read(XMLStreamReader xml) throws XMLStreamException, Unreadable;
    }

    /** The part with the text. */
    String main() throws IOException, Unreadable {
        StringBuilder found = new StringBuilder();
        part(RELATIONS, xml -> {
            while (xml.hasNext()) {
                if (next(xml, 0) == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Relationship")
                        && String.valueOf(xml.getAttributeValue(null, "Type")).endsWith("/officeDocument") && found.isEmpty()) {
                    found.append(Optional.ofNullable(xml.getAttributeValue(null, "Target")).orElse(""));
                }
            }
        });
        String name = found.toString().startsWith("/") ? found.substring(1) : found.toString();
        if (zip.getEntry(name) != null) {
            return name;
        }
        if (zip.getEntry(USUAL_MAIN) == null) {
            throw new Unreadable("is no Word file: it has no part with a document");
        }
        return USUAL_MAIN;
    }

    /** Reads a part; does nothing if there is none of this name. */
    void part(String name, PartReader reader) throws IOException, Unreadable {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return;
        }
        try (InputStream in = new Counted(zip.getInputStream(entry))) {
            XMLStreamReader xml = factory().createXMLStreamReader(in);
            try {
                reader.read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof TooMuch || e.getCause() instanceof TooMuch) {
                throw tooMuch();
            }
            throw new Unreadable("its part " + name + " is damaged (line " + e.getLocation().getLineNumber() + ")");
        } catch (TooMuch e) {
            throw tooMuch();
        } catch (ZipException e) {
            throw new Unreadable("its part " + name + " is damaged: " + e.getMessage());
        }
    }

    private Unreadable tooMuch() {
        return Unreadable.tooLarge("unpacks to more than " + limits.partBytes() + " bytes");
    }

    /** The next event; declarations and absurd nesting are refused. */
    static int next(XMLStreamReader xml, int depth) throws XMLStreamException, Unreadable {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD) {
            throw new Unreadable("declares entities of its own, which Word files don't");
        }
        if (depth > MAX_DEPTH) {
            throw new Unreadable("its elements are nested more than " + MAX_DEPTH + " deep");
        }
        return event;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing outside is read");
        });
        return factory;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts what all parts together unpack to. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws TooMuch {
            unpacked += bytes;
            if (unpacked > limits.partBytes()) {
                throw new TooMuch();
            }
        }
    }
}

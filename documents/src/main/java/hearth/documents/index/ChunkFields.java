package hearth.documents.index;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.VectorSimilarityFunction;

/** Names of the index's fields, and chunks to and from its documents. */
final class ChunkFields {
    static final String DOCUMENT = "document";
    static final String TEXT = "text";
    static final String HEADING = "heading";
    private static final String LIBRARY = "library";
    private static final String START = "start";
    private static final String END = "end";
    private static final String PAGE = "page";
    private static final String LINE = "line";
    private static final String SECTION = "section";
    private static final Set<String> STORED = Set.of(LIBRARY, DOCUMENT, START, END, PAGE, LINE, SECTION, TEXT);

    private ChunkFields() {}

    /** Vectors of different models never meet: each model has a field of its own. */
    static String vectors(String fingerprint) {
        return "vector_" + fingerprint;
    }

    static Document document(IndexedChunk chunk, String fingerprint) {
        Document document = new Document();
        ChunkPlace place = chunk.place();
        document.add(new StoredField(LIBRARY, place.library()));
        document.add(new StringField(DOCUMENT, place.document(), Field.Store.YES));
        document.add(new StoredField(START, place.start()));
        document.add(new StoredField(END, place.end()));
        document.add(new StoredField(PAGE, place.page()));
        document.add(new StoredField(LINE, place.line()));
        document.add(new StoredField(SECTION, place.section()));
        document.add(new TextField(TEXT, chunk.text(), Field.Store.YES));
        document.add(new TextField(HEADING, chunk.heading(), Field.Store.NO));
        chunk.vector().ifPresent(vector ->
                document.add(new KnnFloatVectorField(vectors(fingerprint), vector, VectorSimilarityFunction.DOT_PRODUCT)));
        return document;
    }

    static FoundChunk found(StoredFields fields, int id, double score, int wordsRank, int meaningRank) throws IOException {
        Document document = fields.document(id, STORED);
        ChunkPlace place = new ChunkPlace(document.get(LIBRARY), document.get(DOCUMENT), number(document, START), number(document, END),
                number(document, PAGE), number(document, LINE), document.get(SECTION));
        return new FoundChunk(place, document.get(TEXT), score, wordsRank, meaningRank);
    }

    private static int number(Document document, String field) {
        return document.getField(field).numericValue().intValue();
    }
}

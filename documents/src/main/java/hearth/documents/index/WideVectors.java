package hearth.documents.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/** Lucene's own format under its own name, but with vectors as long as embedding models make them: Lucene stops at 1024 numbers. */
final class WideVectors extends KnnVectorsFormat {
    private static final int MAX_DIMENSIONS = 16_384;

    private final KnnVectorsFormat format;

    private WideVectors(KnnVectorsFormat format) {
        super(format.getName());
        this.format = format;
    }

    /** Readers need no more than Lucene. */
    static Lucene104Codec codec() {
        WideVectors wide = new WideVectors(new Lucene99HnswVectorsFormat());
        return new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return wide;
            }
        };
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
        return MAX_DIMENSIONS;
    }
}

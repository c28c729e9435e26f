package hearth.documents.index;

import hearth.documents.index.RankFusion.Fused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Finds chunks in several indexes at once.
 *
 * @param question its words are looked for
 * @param vectors of the question, by the fingerprint of what made them; empty to search by words only
 * @param documents the only ones that count; empty for all
 * @param limit of results
 */
public record ChunkSearch(String question, Map<String, float[]> vectors, Optional<Collection<String>> documents, int limit) {
    /** How deep the rankings are read that are joined. */
    private static final int DEPTH = 50;
    private static final float HEADING_WEIGHT = 0.4f;

    /** Best first. */
    public List<FoundChunk> in(Collection<ChunkIndex> indexes) throws IOException {
        List<DirectoryReader> readers = new ArrayList<>();
        try {
            for (ChunkIndex index : indexes) {
                index.acquire().ifPresent(readers::add);
            }
            if (readers.isEmpty()) {
                return List.of();
            }
            return find(new MultiReader(readers.toArray(new IndexReader[0]), false));
        } finally {
            for (DirectoryReader reader : readers) {
                reader.decRef();
            }
        }
    }

    private List<FoundChunk> find(IndexReader reader) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        Optional<Query> filter = documents.map(ids -> new TermInSetQuery(ChunkFields.DOCUMENT, ids.stream().map(BytesRef::new).toList()));
        List<List<Integer>> rankings = new ArrayList<>();
        rankings.add(ranking(searcher, words(filter)));
        for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
            String field = ChunkFields.vectors(vector.getKey());
            rankings.add(ranking(searcher, new KnnFloatVectorQuery(field, vector.getValue(), Math.max(DEPTH, limit), filter.orElse(null))));
        }
        StoredFields stored = reader.storedFields();
        List<FoundChunk> found = new ArrayList<>();
        for (Fused<Integer> each : RankFusion.fuse(rankings)) {
            if (found.size() == limit) {
                break;
            }
            int meaning = each.ranks().stream().skip(1).filter(rank -> rank > 0).min(Integer::compare).orElse(0);
            found.add(ChunkFields.found(stored, each.item(), each.score(), each.ranks().getFirst(), meaning));
        }
        return found;
    }

    private Query words(Optional<Query> filter) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        try (Words words = new Words()) {
            for (String word : words.ofQuestion(question)) {
                query.add(new TermQuery(new Term(ChunkFields.TEXT, word)), Occur.SHOULD);
                query.add(new BoostQuery(new TermQuery(new Term(ChunkFields.HEADING, word)), HEADING_WEIGHT), Occur.SHOULD);
            }
        }
        BooleanQuery wanted = query.build();
        if (filter.isEmpty()) {
            return wanted;
        }
        return new BooleanQuery.Builder().add(wanted, Occur.MUST).add(filter.get(), Occur.FILTER).build();
    }

    private List<Integer> ranking(IndexSearcher searcher, Query query) throws IOException {
        List<Integer> ids = new ArrayList<>();
        for (ScoreDoc each : searcher.search(query, Math.max(DEPTH, limit)).scoreDocs) {
            ids.add(each.doc);
        }
        return ids;
    }
}

package hearth.studio.documents;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.Embedder;
import hearth.documents.Embedders;
import hearth.server.call.ApiException;
import hearth.server.call.EmbeddingInputs;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelLease;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelPool;
import hearth.server.model.ModelRunner;
import hearth.store.Layer;
import hearth.store.LayerKind;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The embedding models of the server's store, in the pool that all share. */
final class PoolEmbedders implements Embedders {
    /** Begin and end tokens of a text. */
    private static final int ENDS = 2;
    private static final int FINGERPRINT_DIGITS = 16;

    private final ModelDirectory directory;
    private final ModelPool pool;

    PoolEmbedders(ModelDirectory directory, ModelPool pool) {
        this.directory = directory;
        this.pool = pool;
    }

    /** The digest of the weights: a model under another name makes the same vectors. */
    @Override
    public Optional<String> fingerprint(String model) {
        try {
            return directory.find(model)
                    .flatMap(found -> found.stored().manifest().layer(LayerKind.MODEL))
                    .map(Layer::digest)
                    .map(digest -> digest.hex().substring(0, FINGERPRINT_DIGITS));
        } catch (ApiException e) {
            // Its entry in the store is damaged: as good as none.
            return Optional.empty();
        }
    }

    @Override
    public Embedder open(String model, BooleanSupplier cancelled) {
        try {
            ModelLease lease = pool.acquire(directory.require(model), LoadWish.USUAL, Optional.empty(), cancelled::getAsBoolean);
            if (!lease.runner().facts().embeds() || lease.runner().facts().ranks()) {
                lease.close();
                throw new DocumentsException(Kind.INVALID, model + " makes no vectors for searching");
            }
            return new Leased(model, lease, cancelled);
        } catch (ApiException e) {
            throw failure(model, e);
        }
    }

    private static DocumentsException failure(String model, ApiException e) {
        boolean left = e.kind() == ApiException.Kind.CLIENT_GONE;
        return new DocumentsException(left ? Kind.CANCELLED : Kind.INVALID, left ? "cancelled" : model + ": " + e.getMessage(), e);
    }

    private record Leased(String model, ModelLease lease, BooleanSupplier cancelled) implements Embedder {
        @Override
        public int maxTokens() {
            return lease.runner().facts().contextLength() - ENDS;
        }

        @Override
        public int count(String text) {
            return lease.runner().tokenize(text, false).length;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            try {
                return lease.runner().embed(new EmbeddingInputs.Texts(texts), true, cancelled::getAsBoolean).stream()
                        .map(ModelRunner.Embedding::vector)
                        .toList();
            } catch (ApiException e) {
                throw failure(model, e);
            }
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}

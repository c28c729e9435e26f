package hearth.server.library;

import hearth.store.Digest;
import hearth.store.ModelStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What models in the making have written to the store. At the end, what no model uses goes away. Thread-safe. */
final class MadeBlobs {
    private final ModelStore store;
    /** How many makings a new blob is of. */
    private final Map<Digest, Integer> makings = new HashMap<>();

    MadeBlobs(ModelStore store) {
        this.store = store;
    }

    Making begin() {
        return new Making();
    }

    /** One model in the making. For one thread. */
    final class Making implements AutoCloseable {
        private final Set<Digest> made = new HashSet<>();

        private Making() {}

        /** Notes a blob that is about to be written; one that a client brought stays in any case. */
        void writes(Digest digest) {
            synchronized (makings) {
                boolean isNew = makings.containsKey(digest) || !Files.exists(store.layout().blob(digest));
                if (isNew && made.add(digest)) {
                    makings.merge(digest, 1, Integer::sum);
                }
            }
        }

        @Override
        public void close() {
            synchronized (makings) {
                List<Digest> ended = new ArrayList<>();
                for (Digest digest : made) {
                    if (makings.merge(digest, -1, Integer::sum) == 0) {
                        makings.remove(digest);
                        ended.add(digest);
                    }
                }
                made.clear();
                store.discard(ended);
            }
        }
    }
}

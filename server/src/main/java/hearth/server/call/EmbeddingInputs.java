package hearth.server.call;

import java.util.List;

/** What vectors are made of. */
public sealed interface EmbeddingInputs {
    /** How many. */
    int size();

    /** Texts, whose special tokens are plain characters; the model's begin and end tokens are added. */
    record Texts(List<String> texts) implements EmbeddingInputs {
        public Texts {
            texts = List.copyOf(texts);
        }

        @Override
        public int size() {
            return texts.size();
        }
    }

    /** Token ids, taken as they are: nothing is added at the ends. */
    record Ids(List<int[]> ids) implements EmbeddingInputs {
        public Ids {
            ids = List.copyOf(ids);
        }

        @Override
        public int size() {
            return ids.size();
        }
    }
}

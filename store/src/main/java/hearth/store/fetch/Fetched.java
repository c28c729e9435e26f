package hearth.store.fetch;

import hearth.store.Digest;

/** A blob that is now in the store, complete and checked. */
public record Fetched(Digest digest, long sizeBytes) {}

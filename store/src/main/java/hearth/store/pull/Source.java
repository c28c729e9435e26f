package hearth.store.pull;

import hearth.store.ModelName;

/** A way to get a model's blobs into the store. */
interface Source {
    /** Brings all blobs of {@code name} into the store and returns the bytes of the manifest that names them. */
    byte[] fetch(ModelName name, PullSource wanted, PullSession session);
}

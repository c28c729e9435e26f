/** Names, manifests and the store of models on disk, in Ollama's layout; entry class {@link hearth.store.ModelStore}. */
package hearth.store;

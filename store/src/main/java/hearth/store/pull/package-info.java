/** Finds models by name and brings them into the store; entry classes {@link hearth.store.pull.ModelResolver} and {@link hearth.store.pull.Puller}. */
package hearth.store.pull;

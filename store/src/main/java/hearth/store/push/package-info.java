/** Uploads of models to registries; entry class {@link hearth.store.push.Pusher}. */
package hearth.store.push;

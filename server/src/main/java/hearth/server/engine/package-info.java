/**
 * Models run by Hearth's own engine; entry class {@link hearth.server.engine.EngineModelLoader}. The only package of the server that
 * knows schedulers and tokenizers.
 */
package hearth.server.engine;

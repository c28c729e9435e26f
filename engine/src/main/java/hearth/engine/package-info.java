/** The public face: open an {@link hearth.engine.Engine}, load a model, talk to it. */
package hearth.engine;

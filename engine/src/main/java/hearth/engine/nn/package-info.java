/** Parts that architectures are made of; entry interface {@link hearth.engine.nn.Layer}. They know no files and no model by name. */
package hearth.engine.nn;

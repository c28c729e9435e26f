/** Parts that architectures are made of; entry class {@link hearth.engine.nn.Attention}. They know no files and no model by name. */
package hearth.engine.nn;

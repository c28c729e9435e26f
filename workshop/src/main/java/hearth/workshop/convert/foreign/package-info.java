/**
 * Weights that other tools quantized: {@link hearth.workshop.convert.foreign.PackedLayouts} recognises the tool from
 * {@code config.json}, a {@link hearth.workshop.convert.foreign.PackedLayout} tells which tensors make up a matrix and gives its
 * numbers. It knows no architectures.
 */
package hearth.workshop.convert.foreign;

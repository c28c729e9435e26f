/**
 * Tensors as they are computed while a model is converted: {@link hearth.workshop.convert.tensor.Values} are numbers in the order
 * of the source or rearranged, {@link hearth.workshop.convert.tensor.Blocks} the bytes of the result. It knows no architectures.
 */
package hearth.workshop.convert.tensor;

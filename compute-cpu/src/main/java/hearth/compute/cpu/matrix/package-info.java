/**
 * Matrix products: weights repacked so that vector lanes are rows, quantized activations, kernels for one token and for many.
 * Entry classes {@link hearth.compute.cpu.matrix.MatrixLoader} and {@link hearth.compute.cpu.matrix.Projector}.
 */
package hearth.compute.cpu.matrix;

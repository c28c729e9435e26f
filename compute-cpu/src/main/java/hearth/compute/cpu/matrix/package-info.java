/** Weights on the CPU; entry classes {@link hearth.compute.cpu.matrix.MatrixLoader} and {@link hearth.compute.cpu.matrix.Projector}. */
package hearth.compute.cpu.matrix;

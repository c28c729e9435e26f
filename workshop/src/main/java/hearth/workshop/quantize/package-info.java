/**
 * Rewrites a model with smaller tensor types: which tensor gets which type ({@link hearth.workshop.quantize.TypeMixture}), and
 * the streaming, resumable work ({@link hearth.workshop.quantize.Quantization}). The rounding itself is in {@code
 * hearth.format.encode}.
 */
package hearth.workshop.quantize;

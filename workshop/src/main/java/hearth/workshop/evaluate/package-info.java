/**
 * Measures of what a model has learnt and what quantization took from it: perplexity, comparison with a base model, importance
 * matrices. Entry classes are {@link hearth.workshop.evaluate.Perplexity}, {@link hearth.workshop.evaluate.Comparison} and
 * {@link hearth.workshop.evaluate.ImportanceCollector}. It prints nothing.
 */
package hearth.workshop.evaluate;

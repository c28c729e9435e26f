/**
 * Reads the tokenizer of a Hugging Face model folder into a {@link hearth.tokenizer.Vocabulary}: entry class
 * {@link hearth.tokenizer.huggingface.HuggingFaceTokenizer}. What a vocabulary can't say is an error that names it, never a
 * guess. It knows nothing of weights.
 */
package hearth.tokenizer.huggingface;

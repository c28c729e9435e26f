/**
 * Tokenizers: {@link hearth.tokenizer.Tokenizer#create} turns a {@link hearth.tokenizer.Vocabulary} into text ↔ token id
 * translation that gives the ids of the reference implementations.
 */
package hearth.tokenizer;

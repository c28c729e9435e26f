/**
 * Pre-tokenizers: {@link hearth.tokenizer.split.PreTokenizers} names the ways a text is cut into the words that byte pair
 * merging never crosses; every one is a hand-written scanner that runs in time linear in the text. It knows no vocabulary.
 */
package hearth.tokenizer.split;

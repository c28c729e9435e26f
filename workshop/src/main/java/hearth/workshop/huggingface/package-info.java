/** A model folder as Hugging Face's libraries write it: {@link hearth.workshop.huggingface.HuggingFaceFolder}. */
package hearth.workshop.huggingface;

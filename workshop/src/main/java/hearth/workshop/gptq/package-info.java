/**
 * GPTQ (Frantar et al. 2022) for the block types of GGUF: columns are rounded one after the other, and what an error costs is made good by
 * the columns that are still to come. The entry is {@link hearth.workshop.gptq.GptqMethod}.
 */
package hearth.workshop.gptq;

/**
 * Writes models as the checkpoints of GPTQ and AWQ: a folder of Hugging Face's libraries, with the linear layers packed. The entry is {@link
 * hearth.workshop.export.CheckpointExport}.
 */
package hearth.workshop.export;

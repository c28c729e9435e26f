/**
 * Checked reading of safetensors weights: {@link hearth.format.safetensors.SafetensorsFile} is one file,
 * {@link hearth.format.safetensors.SafetensorsFolder} a model of one or several. It knows no architectures.
 */
package hearth.format.safetensors;

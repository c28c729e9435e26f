/**
 * Work on GGUF files as they are: parts, metadata, digests, differences. The entry is {@link hearth.workshop.edit.GgufParts} and
 * its neighbours; nothing here changes a weight.
 */
package hearth.workshop.edit;

/** What the KV cache of a sequence holds; entry class {@link hearth.engine.kvcache.SequenceCache}. */
package hearth.engine.kvcache;

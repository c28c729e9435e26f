/** Low-rank adapters (LoRA), applied while a model runs; {@link hearth.engine.adapter.Adapters} opens them. Knows no architecture. */
package hearth.engine.adapter;

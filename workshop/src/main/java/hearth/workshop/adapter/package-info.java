/** Work on low-rank adapters; {@link hearth.workshop.adapter.AdapterMerge} makes them part of a model. */
package hearth.workshop.adapter;

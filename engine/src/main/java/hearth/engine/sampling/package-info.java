/** From logits to a token id; entry class {@link hearth.engine.sampling.Sampler}. It knows no models and no text. */
package hearth.engine.sampling;

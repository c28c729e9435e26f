/** Logits of known texts, position by position; the entry class is {@link hearth.engine.score.Scorer}. It knows no measures made of them. */
package hearth.engine.score;

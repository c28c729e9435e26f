package hearth.engine.sampling;

/** One link of the chain: changes logits or drops candidates, never all of them. */
interface SamplingStep {
    void apply(Candidates candidates);
}

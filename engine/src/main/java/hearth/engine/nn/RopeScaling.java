package hearth.engine.nn;

/** How a model stretches its rotary embedding beyond the positions it first learned. */
public sealed interface RopeScaling {
    /** All angles as computed. */
    RopeScaling NONE = new Linear(1, 1);

    /**
     * Every angle divided by the factor.
     *
     * @param magnitude multiplied into cosine and sine
     */
    record Linear(float factor, float magnitude) implements RopeScaling {}

    /**
     * YaRN (Peng et al. 2023): low frequencies are divided by the factor, high ones stay, with a ramp between.
     *
     * @param originalContextLength positions learned before stretching
     * @param extrapolation share of the ramp that is applied; 0 makes it linear
     * @param attentionFactor multiplied into the magnitude
     * @param plainMagnitude the magnitude when extrapolation is 0
     * @param betaFast rotations within the original context above which a frequency stays
     * @param betaSlow rotations below which it is divided
     * @param logMultiplier 0, or m that divides the magnitude by 0.1 m ln(factor) + 1
     * @param rounded the ramp begins and ends at whole pairs
     */
    record Yarn(
            float factor,
            int originalContextLength,
            float extrapolation,
            float attentionFactor,
            float plainMagnitude,
            float betaFast,
            float betaSlow,
            float logMultiplier,
            boolean rounded)
            implements RopeScaling {
        public Yarn withLogMultiplier(float multiplier) {
            return new Yarn(
                    factor,
                    originalContextLength,
                    extrapolation,
                    attentionFactor,
                    plainMagnitude,
                    betaFast,
                    betaSlow,
                    multiplier,
                    rounded);
        }

        public Yarn withoutRounding() {
            return new Yarn(
                    factor,
                    originalContextLength,
                    extrapolation,
                    attentionFactor,
                    plainMagnitude,
                    betaFast,
                    betaSlow,
                    logMultiplier,
                    false);
        }
    }
}

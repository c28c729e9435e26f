package hearth.workshop.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One of two models that are compared.
 *
 * @param type file type, for example Q4_K_M
 * @param weightBytes bytes of all tensors
 */
public record ModelFacts(String name, String type, long weightBytes, long parameterCount, Optional<Speed> speed) {
    /**
     * How fast it is here.
     *
     * @param prefill tokens a second of a prompt
     * @param decode tokens a second of an answer
     */
    public record Speed(double prefill, double decode) {}

    /** Bits a parameter, over all tensors. */
    public double bitsPerWeight() {
        return weightBytes * 8.0 / parameterCount;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("type", type);
        fields.put("weight_bytes", weightBytes);
        fields.put("parameters", parameterCount);
        fields.put("bits_per_weight", bitsPerWeight());
        speed.ifPresent(measured -> {
            fields.put("prefill_tokens_per_second", measured.prefill());
            fields.put("decode_tokens_per_second", measured.decode());
        });
        return fields;
    }
}

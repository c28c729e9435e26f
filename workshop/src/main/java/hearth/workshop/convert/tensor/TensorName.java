package hearth.workshop.convert.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A source tensor's name taken apart.
 *
 * @param pattern without {@code .weight} or {@code .bias}, {@code #} for each number between dots
 * @param numbers those numbers
 * @param bias whether the name ends with {@code .bias}
 */
record TensorName(String text, String pattern, List<Integer> numbers, boolean bias) {
    private static final int MAX_DIGITS = 6;

    static TensorName parse(String text) {
        boolean bias = text.endsWith(".bias") || text.endsWith(".beta");
        boolean suffixed = bias || text.endsWith(".weight") || text.endsWith(".gamma");
        String stem = suffixed ? text.substring(0, text.lastIndexOf('.')) : text;
        List<Integer> numbers = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        for (String part : stem.split("\\.", -1)) {
            boolean number = !part.isEmpty() && part.length() <= MAX_DIGITS && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (number) {
                numbers.add(Integer.valueOf(part));
            }
            pattern.append(pattern.isEmpty() ? "" : ".").append(number ? "#" : part);
        }
        return new TensorName(text, pattern.toString(), List.copyOf(numbers), bias);
    }

    /** The pattern with the ending. */
    String fullPattern() {
        int dot = text.lastIndexOf('.');
        String ending = dot < 0 ? "" : text.substring(dot);
        return pattern + (ending.equals(".weight") || ending.equals(".bias") ? ending : "");
    }

    int layer() {
        return numbers.isEmpty() ? -1 : numbers.getFirst();
    }

    int member() {
        return numbers.size() < 2 ? -1 : numbers.get(1);
    }
}

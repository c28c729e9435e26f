package hearth.benchmarks.serve;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@code --name value} pairs. */
record Arguments(Map<String, String> values) {
    static Arguments parse(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            if (!words[i].startsWith("--") || i + 1 == words.length) {
                throw new IllegalArgumentException("expected --name value, found " + words[i]);
            }
            values.put(words[i].substring(2), words[i + 1]);
        }
        return new Arguments(values);
    }

    int number(String name, int usual) {
        return Integer.parseInt(values.getOrDefault(name, String.valueOf(usual)));
    }

    Path path(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is needed");
        }
        return Path.of(value).toAbsolutePath();
    }
}

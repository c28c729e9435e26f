package hearth.server.library;

import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files of a model that is split, told by their names, such as {@code name-00001-of-00003.gguf}. */
public final class SplitFiles {
    private static final String FIELD = "files";
    private static final Pattern NAME = Pattern.compile("(?i)(.+)-([0-9]{5})-of-([0-9]{5})\\.gguf");
    private static final int MAX_LISTED = 3;

    private SplitFiles() {}

    /** Whether this is the name of a part. */
    public static boolean isPart(String file) {
        return NAME.matcher(file).matches();
    }

    /**
     * The names of all parts of the model that a part belongs to, the first part first.
     *
     * @param part a name for which {@link #isPart} holds
     * @throws ApiException if the numbers in the name can't be
     */
    public static List<String> siblings(String part) {
        Matcher matcher = matched(part);
        int parts = Integer.parseInt(matcher.group(3));
        requirePlace(part, Integer.parseInt(matcher.group(2)), parts);
        return IntStream.range(0, parts).mapToObj(i -> GgufFile.partName(matcher.group(1), i, parts)).toList();
    }

    /**
     * These files in the order of the model's parts. A file with another name stands for itself.
     *
     * @throws ApiException if they are several models, or not all parts of one; it names the file
     */
    static List<String> inOrder(Collection<String> files) {
        String first = files.iterator().next();
        List<String> others = files.stream().filter(file -> !isPart(file)).toList();
        if (files.size() == 1 && !others.isEmpty()) {
            return List.of(first);
        }
        if (!others.isEmpty()) {
            throw ApiException.invalid(FIELD, "has several files, but '" + others.getFirst()
                    + "' is no part of a split model, whose files are named NAME-00001-of-00003.gguf and so on");
        }
        String prefix = matched(first).group(1);
        String parts = matched(first).group(3);
        Map<Integer, String> byPlace = new TreeMap<>();
        for (String file : files) {
            Matcher matcher = matched(file);
            if (!matcher.group(1).equals(prefix)) {
                throw ApiException.invalid(FIELD, "has parts of several models: '" + first + "' and '" + file + "'");
            }
            if (!matcher.group(3).equals(parts)) {
                throw ApiException.invalid(FIELD, "has parts that contradict each other: '" + first + "' and '" + file + "'");
            }
            int place = Integer.parseInt(matcher.group(2));
            requirePlace(file, place, Integer.parseInt(parts));
            String twin = byPlace.put(place, file);
            if (twin != null) {
                throw ApiException.invalid(FIELD, "has part " + place + " of " + Integer.parseInt(parts) + " twice: '" + twin + "' and '" + file + "'");
            }
        }
        requireAll(siblings(first), byPlace);
        return new ArrayList<>(byPlace.values());
    }

    private static void requireAll(List<String> names, Map<Integer, String> byPlace) {
        if (byPlace.size() == names.size()) {
            return;
        }
        List<String> missing = IntStream.rangeClosed(1, names.size())
                .filter(place -> !byPlace.containsKey(place))
                .mapToObj(place -> names.get(place - 1))
                .toList();
        String list = missing.stream().limit(MAX_LISTED).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        throw ApiException.invalid(FIELD, "lacks " + list
                + (missing.size() > MAX_LISTED ? " and " + (missing.size() - MAX_LISTED) + " more" : "") + " of the split model");
    }

    private static void requirePlace(String file, int place, int parts) {
        if (place < 1 || place > parts) {
            throw ApiException.invalid(FIELD, "has '" + file + "', which says it is part " + place + " of " + parts);
        }
    }

    private static Matcher matched(String file) {
        Matcher matcher = NAME.matcher(file);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file.toLowerCase(Locale.ROOT) + " is no part");
        }
        return matcher;
    }
}

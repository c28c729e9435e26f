package hearth.store.pull;

import hearth.format.gguf.GgufFile;
import hearth.store.Digest;
import hearth.store.ModelReference.HubModel;
import hearth.store.StoreException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a hub repository.
 *
 * @param path as the hub names it; never used as a path here
 */
record HubFile(String path, long sizeBytes, Optional<Digest> digest) {
    private static final String USUAL = "q4_k_m";
    private static final Pattern QUANTIZATION = Pattern.compile(
            "(?i)(?<![a-z0-9])((?:UD-)?(?:I?Q[1-8]_(?:[01]|K(?:_(?:XXS|XS|XXL|XL|S|M|L))?|XXS|XS|S|M|NL)"
                    + "|TQ[12]_0|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32))(?![a-z0-9])");
    private static final Pattern SHARD = Pattern.compile("(?<prefix>.*)-[0-9]{5}-of-(?<count>[0-9]{5})\\.gguf");

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The weights a selector means: a file name, or a quantization as a whole word of one; else Q4_K_M, else the first. */
    static HubFile choose(List<HubFile> files, Optional<String> selector) {
        List<HubFile> weights = files.stream().filter(HubFile::isWeights).sorted(Comparator.comparing(HubFile::path)).toList();
        if (weights.isEmpty()) {
            throw new StoreException("the repository has no GGUF weights");
        }
        Optional<HubFile> chosen;
        if (selector.isPresent()) {
            String wanted = selector.get().toLowerCase(Locale.ROOT);
            chosen = first(weights, file -> file.lowerName().equals(wanted) || file.lowerName().equals(wanted + ".gguf"))
                    .or(() -> first(weights, file -> file.isQuantizedAs(wanted)));
        } else {
            chosen = first(weights, file -> file.isQuantizedAs(USUAL)).or(() -> first(weights, file -> true));
        }
        return chosen.orElseThrow(() -> new StoreException("the repository has no file for \"" + selector.orElse("") + "\""));
    }

    /** This file alone, or all parts, in order, of the split model it is a part of. */
    List<HubFile> parts(List<HubFile> files) {
        Matcher shard = SHARD.matcher(path);
        if (!shard.matches()) {
            return List.of(this);
        }
        int count = Integer.parseInt(shard.group("count"));
        Map<String, HubFile> byPath = new HashMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        List<HubFile> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            String wanted = GgufFile.partName(shard.group("prefix"), part, count);
            HubFile file = byPath.get(wanted);
            if (file == null) {
                throw new StoreException("the repository lacks " + wanted + ", a part of the model");
            }
            parts.add(file);
        }
        return parts;
    }

    private static Optional<HubFile> first(List<HubFile> files, Predicate<HubFile> test) {
        // Whole files before the pieces of split ones, and short names first: "x-Q4_K_M" before "x-extra-Q4_K_M".
        return files.stream().filter(test).min(Comparator
                .comparing((HubFile file) -> SHARD.matcher(file.lowerName()).matches())
                .thenComparing(file -> file.path().length()).thenComparing(HubFile::path));
    }

    /** The quantization its name tells, in upper case. */
    Optional<String> quantization() {
        Matcher matcher = QUANTIZATION.matcher(fileName());
        String last = null;
        while (matcher.find()) {
            last = matcher.group(1).toUpperCase(Locale.ROOT);
        }
        return Optional.ofNullable(last);
    }

    /** Whether it is a piece of a file that was split. */
    boolean isPiece() {
        return SHARD.matcher(lowerName()).matches();
    }

    /** What to pull this file by: the shortest selector that chooses it among these, else its whole address. */
    String reference(String repository, List<HubFile> all, URI address) {
        String stem = fileName().replaceFirst("(?i)\\.gguf$", "");
        for (String selector : new String[] {quantization().orElse(stem), stem}) {
            try {
                String[] parts = repository.split("/");
                HubModel model = new HubModel(parts[0], parts[1], Optional.of(selector));
                if (equals(choose(all, model.selector()))) {
                    return model.text();
                }
            } catch (StoreException e) {
                // Not a name that can be written so, or one of another file.
            }
        }
        return address.toString();
    }

    boolean isWeights() {
        String name = lowerName();
        return name.endsWith(".gguf") && !name.contains("mmproj") && !name.contains("imatrix");
    }

    private boolean isQuantizedAs(String quantization) {
        return lowerName().matches("(.*[-._/])?" + Pattern.quote(quantization) + "([-.].*)?\\.gguf");
    }

    private String lowerName() {
        return fileName().toLowerCase(Locale.ROOT);
    }
}

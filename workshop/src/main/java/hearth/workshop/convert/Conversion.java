package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.EncodedValues;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A planned conversion to GGUF: all metadata, and every tensor with its type, shape and the way to compute it. Planning reads
 * headers and small files only; data is read, piece by piece, when the result is written or opened. Valid while its folder is
 * open.
 */
public final class Conversion {
    private static final int PIECE_VALUES = 1 << 20;

    private final String name;
    private final Map<String, MetadataValue> metadata;
    private final Map<String, Blocks> tensors;
    private final Remarks remarks;
    private final GgufLayout layout;

    /**
     * What a user may want to know.
     *
     * @param leftovers tensors of the source that are known and not needed
     * @param notes sentences about what GGUF cannot say
     */
    record Remarks(List<String> leftovers, List<String> notes) {}

    Conversion(String name, Map<String, MetadataValue> metadata, Map<String, Blocks> tensors, Remarks remarks) {
        this.name = name;
        this.metadata = metadata;
        this.tensors = tensors;
        this.remarks = remarks;
        this.layout = writer(ConversionListener.NONE).layout();
    }

    /**
     * Plans the conversion of a model.
     *
     * @throws InvalidModelException if the architecture, a setting or a tensor is not one we can convert, or something is
     *     missing or damaged
     */
    public static Conversion plan(HuggingFaceFolder folder, ConversionOptions options) {
        try {
            return new ModelPlan(folder, options).plan();
        } catch (ArithmeticException e) {
            // Sizes are multiplied checked; which one was too large is not known here.
            throw InvalidModelException.inFile(Kind.TOO_LARGE, folder.name(), "the sizes in config.json are too large");
        }
    }

    /**
     * Plans the conversion of a low-rank adapter.
     *
     * @param baseConfig {@code config.json} of the model it belongs to
     * @throws InvalidModelException if it is of a kind that GGUF cannot say, or damaged
     */
    public static Conversion planAdapter(AdapterFolder folder, JsonFile baseConfig, ConversionOptions options) {
        return new AdapterPlan(folder, baseConfig, options).plan();
    }

    /** All metadata of the result by full key, in file order. */
    public Map<String, MetadataValue> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** {@code general.architecture} of the result. */
    public String architecture() {
        return ((MetadataValue.Text) metadata.get(General.ARCHITECTURE)).value();
    }

    /** Tensors of the result, in file order. */
    public List<TensorInfo> tensors() {
        return layout.tensors();
    }

    /** Tensors of the source that are known and not needed. */
    public List<String> leftovers() {
        return remarks.leftovers();
    }

    /** Sentences about what of the folder the result cannot say. */
    public List<String> notes() {
        return remarks.notes();
    }

    /** Which row of the source's tensors a row of a tensor of the result is; empty where it is none as it is stored. */
    public Optional<Values.SourceRow> sourceRow(String tensor, long row) {
        return tensors.get(tensor) instanceof EncodedValues encoded ? encoded.values().sourceRow(row) : Optional.empty();
    }

    /** The tensor of the source that a tensor of the result is made of, or the first of them; empty where it is packed or computed. */
    public Optional<String> sourceTensor(String tensor) {
        return tensors.get(tensor) instanceof EncodedValues encoded ? Optional.of(encoded.values().name()) : Optional.empty();
    }

    /** Bytes of the whole result. */
    public long byteSize() {
        return layout.byteSize();
    }

    /**
     * Writes the result: whole and durable, or not at all.
     *
     * @param listener hears the progress; an exception from it stops the conversion
     * @throws IOException if writing fails or the disk has too little room
     * @throws InvalidModelException if a source file cannot be read any more
     */
    public void write(Path target, ConversionListener listener) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < byteSize()) {
            throw new IOException(target + " needs " + byteSize() + " bytes, but only " + room + " are free there");
        }
        writer(listener).write(target);
    }

    /** The result as an open model that computes its data when it is read; nothing is written. The folder must stay open. */
    public GgufFile open() {
        return open(() -> {});
    }

    /**
     * Opens a folder as the model it would be converted to; closing the model closes the folder.
     *
     * @throws InvalidModelException as {@link #plan}
     */
    public static GgufFile open(Path folder, ConversionOptions options) {
        HuggingFaceFolder source = HuggingFaceFolder.open(folder);
        try {
            return plan(source, options).open(source::close);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /**
     * Opens a folder of PEFT as the GGUF adapter it would be converted to, in full precision; closing the adapter closes the folder.
     *
     * @param model the one it is for: its layout decides, not the name that the adapter gives
     * @throws InvalidModelException as {@link #planAdapter}, or if the model's layout can't be told from its file
     */
    public static GgufFile openAdapter(Path folder, GgufFile model) {
        return openAdapter(folder, BaseConfig.of(model));
    }

    /** As the other one, for a model that is itself a folder, with a {@code config.json}. */
    public static GgufFile openAdapter(Path folder, Path modelFolder) {
        return openAdapter(folder, JsonFile.read(modelFolder.resolve("config.json")));
    }

    private static GgufFile openAdapter(Path folder, JsonFile baseConfig) {
        AdapterFolder source = AdapterFolder.open(folder);
        try {
            ConversionOptions options = ConversionOptions.defaults().withType(WeightType.F32);
            return planAdapter(source, baseConfig, options).open(source::close);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private GgufFile open(Runnable onClose) {
        return GgufFile.open(List.of(new VirtualGguf(name, layout, tensors, onClose)));
    }

    private GgufWriter writer(ConversionListener listener) {
        GgufWriter writer = new GgufWriter().putAll(metadata);
        long total = tensors.values().stream().mapToLong(Blocks::byteSize).reduce(0, Math::addExact);
        long[] written = {0};
        tensors.forEach((tensor, blocks) -> writer.tensor(
                checked(tensor), blocks.type(), blocks.shape(), channel -> copy(blocks, channel, count -> {
                    written[0] += count;
                    listener.written(written[0], total);
                })));
        return writer;
    }

    private String checked(String tensor) {
        if (tensor.length() > 63) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, name, "tensor name '" + tensor + "' is too long for GGUF");
        }
        return tensor;
    }

    private static void copy(Blocks blocks, WritableByteChannel channel, LongConsumer done)
            throws IOException {
        TensorType type = blocks.type();
        long left = blocks.byteSize() / type.blockBytes();
        int piece = (int) Math.min(left, PIECE_VALUES / type.blockSize());
        byte[] bytes = new byte[piece * type.blockBytes()];
        for (long block = 0; left > 0; ) {
            int count = (int) Math.min(piece, left);
            blocks.read(block, count, bytes, 0);
            ByteBuffer out = ByteBuffer.wrap(bytes, 0, count * type.blockBytes());
            while (out.hasRemaining()) {
                channel.write(out);
            }
            block += count;
            left -= count;
            done.accept((long) count * type.blockBytes());
        }
    }
}

package hearth.benchmarks;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One thread's product of a (2048, 2048) matrix with 1 token (decode), 8 (requests side by side) and 128 (prefill), by tensor type,
 * for the vector kernels and for their scalar judge.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:-UseFPUForSpilling", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
@State(Scope.Thread)
public class ProjectBenchmark {
    private static final int SIZE = 2048;

    @Param({"Q4_0", "Q4_1", "Q5_0", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16", "F32"})
    public TensorType type;

    @Param({"1", "8", "128"})
    public int tokens;

    @Param({"cpu", "scalar"})
    public String backend;

    private Backend device;
    private Matrix matrix;
    private Tensor in;
    private Tensor out;

    @Setup
    public void open() {
        device = StreamSupport.stream(BackendProvider.installed().spliterator(), false)
                .filter(provider -> provider.name().equals(backend))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no backend '" + backend + "' is installed"))
                .open(new BackendOptions(1));
        matrix = device.load(RandomMatrix.of(type, SIZE, SIZE, 1));
        in = device.tensor(tokens, SIZE);
        out = device.tensor(tokens, SIZE);
        Random random = new Random(2);
        float[] row = new float[SIZE];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < SIZE; i++) {
                row[i] = (float) random.nextGaussian();
            }
            in.write(token, row, 0);
        }
    }

    @Benchmark
    public Tensor project() {
        device.project(in, tokens, matrix, out);
        return out;
    }

    @TearDown
    public void close() {
        matrix.close();
        device.close();
    }
}

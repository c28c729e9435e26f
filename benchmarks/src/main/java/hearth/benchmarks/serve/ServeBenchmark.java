package hearth.benchmarks.serve;

import java.io.PrintStream;
import java.util.Arrays;

/** {@code benchmarks/serve throughput|latency|soak|cancel --model FILE …}; exits with 1 if a figure misses its aim. */
public final class ServeBenchmark {
    private static final String USAGE =
            """
            benchmarks/serve COMMAND --model FILE [--threads N] …
              throughput  --llama-server FILE [--parallel 8] [--requests 32] [--tokens 64] [--rounds 5]
                          parallel chat requests, Hearth and llama.cpp's server alternating; aim: 1.2 times its tokens a second
              latency     [--requests 400]   one token over HTTP and in process, alternating; aim: at most 2 ms more
              soak        [--requests 20000] [--parallel 8]   mixed requests; aim: heap, threads, handles flat
              cancel      [--rounds 1000] [--parallel 4]   clients that leave while decoding; aim: p99 250 ms, no slot lost
            """;

    private ServeBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments[0].contains("help")) {
            System.out.print(USAGE);
            return;
        }
        Arguments given = Arguments.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
        PrintStream out = System.out;
        boolean reached = switch (arguments[0]) {
            case "throughput" -> new Throughput(given, out).run();
            case "latency" -> new Latency(given, out).run();
            case "soak" -> new Soak(given, out).run();
            case "cancel" -> new Cancels(given, out).run();
            default -> throw new IllegalArgumentException("unknown command " + arguments[0] + "\n" + USAGE);
        };
        out.println(reached ? "aim reached" : "aim MISSED");
        System.exit(reached ? 0 : 1);
    }
}

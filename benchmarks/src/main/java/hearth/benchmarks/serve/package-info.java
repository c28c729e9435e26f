/** Measures of the server: beside llama.cpp's, and by itself over many requests; entry class {@link hearth.benchmarks.serve.ServeBenchmark}. */
package hearth.benchmarks.serve;

/** JMH benchmarks of the kernels, each with its scalar twin; entry class {@link hearth.benchmarks.ProjectBenchmark}. */
package hearth.benchmarks;

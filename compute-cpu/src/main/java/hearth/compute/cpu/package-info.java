/**
 * The backend that computes on the CPU's vector units; entry class {@link hearth.compute.cpu.CpuBackendProvider}. It knows no
 * models and no files.
 */
package hearth.compute.cpu;

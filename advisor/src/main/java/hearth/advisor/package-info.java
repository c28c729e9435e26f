/**
 * Measures the machine and reads from a file what one token costs; entry classes {@link hearth.advisor.ReadBandwidth} and
 * {@link hearth.advisor.TokenTraffic}.
 */
package hearth.advisor;

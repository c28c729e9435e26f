/** A disk that fails on purpose, for tests of what a crash leaves behind; the entry is {@link hearth.testkit.disk.FaultyDisk}. */
package hearth.testkit.disk;

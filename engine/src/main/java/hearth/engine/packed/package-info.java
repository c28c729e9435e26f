/** Copies of weights as a device packed them, on disk, so that a later start has nothing to pack. Entry: {@link hearth.engine.packed.PackedCopy}. */
package hearth.engine.packed;

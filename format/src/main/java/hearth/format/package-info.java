/** Tensor types, their scalar decoding, and checked reading of untrusted bytes. */
package hearth.format;

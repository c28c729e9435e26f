/** Programs of Node.js for tests; the entry is {@link hearth.testkit.node.NodeFolder}. */
package hearth.testkit.node;

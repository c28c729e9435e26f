/** What a model writes may name any address; only these become links, and only a click follows them. */

const SCHEMES = ['http:', 'https:', 'mailto:'];

/** The address as the browser reads it, or null if it must stay text. @param {string} text */
export function safeAddress(text) {
  // Control characters and spaces hide a scheme from a careless check.
  if (/[\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(text)) return null;
  try {
    const url = new URL(text);
    return SCHEMES.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

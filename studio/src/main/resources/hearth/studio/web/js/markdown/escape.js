/** @type {Partial<Record<string, string>>} */
const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as HTML that shows it. @param {string} text */
export function escape(text) {
  return text.replace(/[&<>"']/g, (character) => NAMES[character] ?? character);
}

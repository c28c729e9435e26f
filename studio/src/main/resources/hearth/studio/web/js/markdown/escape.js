const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as HTML that shows it. */
export function escape(text) {
  return text.replace(/[&<>"']/g, (character) => NAMES[character]);
}

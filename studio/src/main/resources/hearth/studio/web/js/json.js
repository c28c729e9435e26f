/** The one place that reads JSON. What comes out has no type until someone has looked at it. Pure. */

/** @param {string} text @returns {unknown} */
export function parseJson(text) {
  return JSON.parse(text);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list; none of what is no list. @param {unknown} value @returns {unknown[]} */
export function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** Builds elements. Text goes in as text only; the one place that reads markup from a string is markdown/clean.js. */

const SVG = 'http://www.w3.org/2000/svg';
const PROPERTIES = ['value', 'checked', 'disabled', 'selected'];

/** Lists within lists are one list, and nothings are left out. @param {readonly Studio.Child[]} children @returns {(Node | string)[]} */
function flat(children) {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    return typeof child === 'string' || child instanceof Node ? [child] : flat(child);
  });
}

/**
 * @template {Element} E
 * @param {E} element @param {Studio.Props} props @param {readonly Studio.Child[]} children
 * @returns {E}
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (PROPERTIES.includes(name)) Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...flat(children));
  return element;
}

/**
 * An HTML element; `on…` properties are listeners, strings become text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Studio.Props} props @param {...Studio.Child} children
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Studio.Props} props @param {...Studio.Child} children
 */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Replaces what is inside. @param {Element} element @param {...Studio.Child} children */
export function replace(element, ...children) {
  element.replaceChildren(...flat(children));
}

let nextId = 0;

/** An id nothing else on the page has. @param {string} prefix */
export function freshId(prefix) {
  nextId += 1;
  return `${prefix}-${nextId}`;
}

/** A label above its control. @param {string} label @param {HTMLElement} control @param {string} [hint] is read with the control */
export function field(label, control, hint) {
  control.id ||= freshId('field');
  const note = hint ? h('p', { class: 'hint', id: `${control.id}-hint` }, hint) : null;
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, note);
}

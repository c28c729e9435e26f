/** Controls that many pages have: buttons that show what goes wrong, boxes to check, tables that scroll. */
import { freshId, h } from './dom.js';
import { guard } from './dialog.js';
import { icon } from './icons.js';

/** @typedef {Parameters<typeof icon>[0]} Picture */

/**
 * A button with a picture and words.
 * @param {Picture} picture @param {string} label @param {(event: MouseEvent) => unknown} action @param {Studio.Props} [more]
 */
export function button(picture, label, action, more = {}) {
  return h('button', { type: 'button', onclick: guard(action), ...more }, icon(picture), label);
}

/**
 * A button with a picture alone; its words are for those who point at it or can't see it.
 * @param {Picture} picture @param {string} label @param {(event: MouseEvent) => unknown} action @param {Studio.Props} [more]
 */
export function iconButton(picture, label, action, more = {}) {
  return h('button', { type: 'button', title: label, 'aria-label': label, onclick: guard(action), ...more }, icon(picture));
}

/** A label beside its box. @param {HTMLInputElement} box @param {string} label */
export function check(box, label) {
  box.id ||= freshId('field');
  return h('label', { for: box.id, class: 'check' }, box, label);
}

/**
 * A choice of few.
 * @param {[value: string, label: string][]} options @param {string} chosen @param {Studio.Props} [more]
 */
export function choice(options, chosen, more = {}) {
  return h('select', more, options.map(([value, label]) => h('option', { value, selected: value === chosen }, label)));
}

/** What is too wide or too long for the page scrolls by itself, also by keyboard. @param {string} label @param {Studio.Props} more @param {...Studio.Child} children */
export function region(label, more, ...children) {
  return h('div', { tabindex: '0', role: 'region', 'aria-label': label, ...more }, children);
}

/**
 * @typedef {{name: string, number?: boolean}} Column with a name for its head, empty for none
 * @param {Column[]} columns @param {Studio.Child[][]} rows a list of cells for each
 */
export function table(columns, rows) {
  return h('table', {}, h('thead', {}, headRow(columns)), h('tbody', {}, bodyRows(columns, rows)));
}

/** @param {Column[]} columns */
export function headRow(columns) {
  return h('tr', {}, columns.map(({ name, number }) => (name ? h('th', { scope: 'col', class: number && 'number' }, name) : h('td', {}))));
}

/** @param {Column[]} columns @param {Studio.Child[][]} rows */
export function bodyRows(columns, rows) {
  return rows.map((cells) => h('tr', {}, cells.map((cell, i) => (cell instanceof HTMLTableCellElement ? cell : h('td', { class: columns[i]?.number && 'number' }, cell)))));
}

/** Files that are dropped on an element. @param {HTMLElement} element @param {(files: File[]) => unknown} take */
export function onDrop(element, take) {
  element.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
  element.addEventListener('drop', guard(async (event) => {
    const files = [...event.dataTransfer?.files ?? []];
    if (!files.length || event.defaultPrevented) return;
    event.preventDefault();
    await take(files);
  }));
}

/** A button's chooser of files. @param {Studio.Props} props @param {(files: File[]) => unknown} take */
export function filePicker(props, take) {
  const picker = h('input', { type: 'file', multiple: true, hidden: true, ...props, onchange: guard(async () => {
    const files = [...picker.files ?? []];
    // The same file may be chosen again.
    picker.value = '';
    await take(files);
  }) });
  return picker;
}

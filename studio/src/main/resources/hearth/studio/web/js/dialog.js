/** Questions and notices. */
import { field, h } from './dom.js';
import { isAbort, reasonOf } from './failure.js';
import { bookmark, giveBack } from './focus.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

/**
 * A window over the page; resolves with what `close` was called with, null when dismissed.
 * @template [T=null]
 * @param {string} title @param {(close: (value: T | null) => void) => Studio.Child} build
 * @returns {Promise<T | null>}
 */
export function modal(title, build) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let result = null;
    // What opened it may be drawn anew while it is open; the browser would give the focus to nothing.
    const opener = bookmark(document.activeElement);
    /** @param {T | null} value */
    const close = (value) => {
      result = value;
      dialog.close();
      giveBack(opener);
    };
    const ended = () => {
      dialog.remove();
      giveBack(opener);
      resolve(result);
    };
    const dialog = h('dialog', { 'aria-label': title, onclose: ended },
      h('header', {}, h('h2', {}, title),
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('dialog.close'), onclick: () => close(null) }, icon('close'))),
      build(close));
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector('[autofocus]');
    if (first instanceof HTMLElement) first.focus();
  });
}

/** Asks before something that can't be undone. @param {string} title @param {string} text @param {string} action */
export async function confirm(title, text, action) {
  /** @param {(value: true | null) => void} close */
  const build = (close) => h('form', { method: 'dialog', onsubmit: () => close(true) },
    h('p', {}, text),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', autofocus: true, onclick: () => close(null) }, t('dialog.cancel')),
      h('button', { type: 'submit', class: 'danger' }, action)));
  return await modal(title, build) === true;
}

/**
 * Asks for a line of text; null when dismissed.
 * @param {string} title @param {string} label
 * @param {{value?: string, action?: string, type?: string, hint?: string, list?: string[]}} [more]
 */
export function ask(title, label, { value = '', action = t('dialog.ok'), type = 'text', hint = '', list = [] } = {}) {
  /** @param {(value: string | null) => void} close */
  const build = (close) => {
    const options = list.length ? h('datalist', { id: 'ask-list' }, list.map((item) => h('option', { value: item }))) : null;
    const input = h('input', { type, value, autofocus: true, autocomplete: 'off', list: options ? 'ask-list' : null });
    return h('form', { onsubmit: (event) => { event.preventDefault(); close(input.value.trim()); } },
      field(label, input, hint), options,
      h('div', { class: 'buttons' },
        h('button', { type: 'button', onclick: () => close(null) }, t('dialog.cancel')),
        h('button', { type: 'submit', class: 'primary' }, action)));
  };
  return modal(title, build);
}

/** @type {HTMLElement | null} */
let shelf = null;

/** A short notice that goes by itself; problems stay until closed. @param {string} text @param {'info' | 'error'} [kind] */
export function notice(text, kind = 'info') {
  shelf ??= document.body.appendChild(h('div', { class: 'notices' }));
  // The same once more takes the place of the old one.
  [...shelf.children].find((each) => each.classList.contains(kind) && each.firstChild?.textContent === text)?.remove();
  const box = h('div', { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' }, h('span', {}, text),
    h('button', { type: 'button', class: 'quiet', 'aria-label': t('dialog.close'), onclick: () => { box.remove(); } }, icon('close')));
  shelf.append(box);
  if (kind !== 'error') setTimeout(() => box.remove(), 5000);
}

/** Shows what went wrong; a call the user ended is no problem. @param {unknown} error */
export function report(error) {
  if (isAbort(error)) return;
  notice(reasonOf(error), 'error');
  if (error instanceof TypeError) console.error(error);
}

/**
 * Runs something from a button and shows what goes wrong.
 * @template {unknown[]} Values
 * @param {(...values: Values) => unknown} action
 * @returns {(...values: Values) => Promise<void>}
 */
export function guard(action) {
  return async (...values) => {
    try {
      await action(...values);
    } catch (error) {
      report(error);
    }
  };
}

/** Puts text on the clipboard. Without the browser's leave for that, the text is selected in a box to be copied by hand. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    notice(t('dialog.copied'));
  } catch {
    await modal(t('dialog.copyByHand'), () => {
      const area = h('textarea', { rows: 10, readonly: true, value: text, autofocus: true, 'aria-label': t('dialog.copyByHand') });
      area.addEventListener('focus', () => area.select());
      return area;
    });
  }
}

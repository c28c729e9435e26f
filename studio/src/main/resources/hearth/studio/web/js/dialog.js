/** Questions and notices. */
import { field, h } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

/** A window over the page; resolves with what `close` was called with, null when dismissed. */
export function modal(title, build) {
  return new Promise((resolve) => {
    let result = null;
    const close = (value) => {
      result = value;
      dialog.close();
    };
    const dialog = h('dialog', { 'aria-label': title, onclose: () => { dialog.remove(); resolve(result); } },
      h('header', {}, h('h2', {}, title),
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('dialog.close'), onclick: () => close(null) }, icon('close'))),
      build(close));
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('[autofocus]')?.focus();
  });
}

/** Asks before something that can't be undone. */
export async function confirm(title, text, action) {
  const answer = await modal(title, (close) => h('form', { method: 'dialog', onsubmit: () => close(true) },
    h('p', {}, text),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', autofocus: true, onclick: () => close(null) }, t('dialog.cancel')),
      h('button', { type: 'submit', class: 'danger' }, action))));
  return answer === true;
}

/** Asks for a line of text; null when dismissed. */
export function ask(title, label, { value = '', action = t('dialog.ok'), type = 'text', hint = '', list = [] } = {}) {
  return modal(title, (close) => {
    const options = list.length ? h('datalist', { id: 'ask-list' }, list.map((item) => h('option', { value: item }))) : null;
    const input = h('input', { type, value, autofocus: true, autocomplete: 'off', list: options ? 'ask-list' : null });
    return h('form', { onsubmit: (event) => { event.preventDefault(); close(input.value.trim()); } },
      field(label, input, hint), options,
      h('div', { class: 'buttons' },
        h('button', { type: 'button', onclick: () => close(null) }, t('dialog.cancel')),
        h('button', { type: 'submit', class: 'primary' }, action)));
  });
}

let shelf = null;

/** A short notice that goes by itself; problems stay until closed. */
export function notice(text, kind = 'info') {
  shelf ??= document.body.appendChild(h('div', { class: 'notices' }));
  // The same once more takes the place of the old one.
  [...shelf.children].find((each) => each.classList.contains(kind) && each.firstChild.textContent === text)?.remove();
  const box = h('div', { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' }, h('span', {}, text),
    h('button', { type: 'button', class: 'quiet', 'aria-label': t('dialog.close'), onclick: () => box.remove() }, icon('close')));
  shelf.append(box);
  if (kind !== 'error') setTimeout(() => box.remove(), 5000);
}

/** Shows what went wrong; a call the user ended is no problem. */
export function report(error) {
  if (error?.name !== 'AbortError') {
    notice(error instanceof TypeError ? t('error.server') : error.message, 'error');
    if (error instanceof TypeError) console.error(error);
  }
}

/** Runs something from a button and shows what goes wrong. */
export function guard(action) {
  return async (event) => {
    try {
      await action(event);
    } catch (error) {
      report(error);
    }
  };
}

/** Puts text on the clipboard. Without the browser's leave for that, the text is selected in a box to be copied by hand. */
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

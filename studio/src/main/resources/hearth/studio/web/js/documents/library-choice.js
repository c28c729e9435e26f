/** Which libraries a conversation draws on, and how documents come into it. */
import { field, h } from '../dom.js';
import { t } from '../i18n.js';
import { check, choice } from '../controls.js';
import { modal } from '../dialog.js';

const MODES = /** @type {const} */ (['auto', 'whole', 'passages']);

/**
 * Asks; null when dismissed.
 * @param {Wire.LibrarySummary[]} named @param {Studio.ChatDocuments} before
 * @returns {Promise<{libraries: string[], mode: Wire.ContextMode} | null>}
 */
export async function chooseLibraries(named, before) {
  const boxes = named.map((each) => h('input', { type: 'checkbox', checked: before.libraries.includes(each.id), value: each.id }));
  const mode = choice([['auto', t('docs.modeAuto')], ['whole', t('docs.modeWhole')], ['passages', t('docs.modePassages')]], before.mode);
  /** @param {(value: true | null) => void} close */
  const build = (close) => h('form', { onsubmit: (event) => { event.preventDefault(); close(true); } },
    boxes.length ? h('fieldset', {}, h('legend', {}, t('docs.libraries')), boxes.map((box, i) => check(box, named[i]?.name ?? ''))) : h('p', {}, t('docs.noLibrary')),
    field(t('docs.mode'), mode, t('docs.modeHint')),
    h('div', { class: 'buttons' }, h('a', { class: 'button', href: '#/documents', onclick: () => close(null) }, t('nav.documents')),
      h('button', { type: 'submit', class: 'primary' }, t('dialog.ok'))));
  if (!await modal(t('docs.choose'), build)) return null;
  return { libraries: boxes.filter((box) => box.checked).map((box) => box.value), mode: MODES.find((each) => each === mode.value) ?? 'auto' };
}

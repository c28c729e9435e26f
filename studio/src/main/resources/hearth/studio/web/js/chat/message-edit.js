/** A message as a text box. */
import { h } from '../dom.js';
import { t } from '../i18n.js';

/**
 * @param {string} text @param {boolean} asks whether it is a question, which is asked again
 * @param {(text: string | null) => void} done hears the new text; null if it stays as it was
 */
export function editForm(text, asks, done) {
  const area = h('textarea', { rows: Math.min(20, text.split('\n').length + 1), value: text, 'aria-label': t('chat.edit') });
  const submit = () => done(area.value.trim() && area.value !== text ? area.value : null);
  return h('form', {
    class: 'edit',
    onsubmit: (event) => { event.preventDefault(); submit(); },
    onkeydown: (event) => {
      if (event.key === 'Escape') done(null);
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
    },
  }, area, h('p', { class: 'hint' }, t(asks ? 'chat.editHint' : 'chat.editAnswerHint')),
  h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => done(null) }, t('dialog.cancel')),
    h('button', { type: 'submit', class: 'primary' }, t(asks ? 'chat.send' : 'chat.save'))));
}

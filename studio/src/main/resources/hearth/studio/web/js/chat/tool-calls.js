/** Calls of tools that a model wants, and what they gave. Nothing runs by itself: the user runs the tools and writes down the results. */
import { field, h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';

/** For the model, which reads English best. */
const DECLINED = 'The user declined this call; it was not run.';

/** @param {Wire.ToolCall} call */
export function toolCall({ function: { name, arguments: values } }) {
  return h('div', { class: 'tool-call' }, h('p', {}, icon('settings'), t('chat.toolCall'), ' ', h('code', {}, name)),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': t('chat.toolArguments') }, JSON.stringify(values, null, 2)));
}

/** @param {Wire.ToolCall[]} calls @param {(results: Studio.ToolResult[]) => unknown} send */
export function toolForm(calls, send) {
  const names = calls.map((call) => call.function.name);
  const areas = names.map(() => h('textarea', { rows: 3, required: true }));
  return h('form', { class: 'tool-call', onsubmit: (event) => {
    event.preventDefault();
    send(areas.map((area, i) => ({ name: names[i] ?? '', text: area.value })));
  } }, h('p', { class: 'hint' }, t('chat.toolHint')),
  areas.map((area, i) => field(t('chat.toolResult', { name: names[i] ?? '' }), area)),
  h('div', { class: 'buttons' },
    h('button', { type: 'button', onclick: () => send(names.map((name) => ({ name, text: DECLINED }))) }, t('chat.toolDecline')),
    h('button', { type: 'submit', class: 'primary' }, t('chat.toolSend'))));
}

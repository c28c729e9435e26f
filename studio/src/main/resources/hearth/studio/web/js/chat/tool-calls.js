/**
 * Calls of tools that a model wants, and what they gave. Tools of MCP servers run when the user says so; what others give the user writes
 * down.
 */
import { field, h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { guard } from '../dialog.js';
import { placeOf } from '../tools/names.js';
import { REFUSED, turnOf } from '../tools/runs.js';

/** @param {Wire.ToolCall} call @param {Studio.ToolPlace | null} place where it is; null for a tool that no server has */
function head({ function: { name, arguments: values } }, place) {
  return [h('p', {}, icon('settings'), t('chat.toolCall'), ' ', h('code', {}, place ? `${place.server} · ${place.tool}` : name)),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': t('chat.toolArguments') }, JSON.stringify(values, null, 2))];
}

/**
 * All calls of a message.
 * @param {Studio.Message} node @param {boolean} waits whether the user is to decide @param {Studio.MessageDeeds} does
 */
export function toolCalls(node, waits, does) {
  const calls = node.toolCalls ?? [];
  const turn = turnOf(node);
  const places = calls.map((call) => placeOf(node, call));
  const own = calls.flatMap((_, i) => (places[i] || turn.results[i] ? [] : [i]));
  return [calls.map((call, i) => h('div', { class: 'tool-call', 'data-id': `call-${i}` }, head(call, places[i] ?? null),
    places[i] || turn.results[i] ? state(node, i, waits, does) : null)), waits && own.length ? ownForm(node, own, does) : null];
}

/** @param {Studio.Message} node @param {number} i @param {boolean} waits @param {Studio.MessageDeeds} does */
function state(node, i, waits, does) {
  const { results, problems, running } = turnOf(node);
  const result = results[i];
  if (running === i) return h('p', { class: 'hint' }, t('tools.running'));
  if (result) return h('p', { class: 'hint' }, t(result.text === REFUSED ? 'tools.refused' : 'tools.done'));
  if (!waits) return null;
  const problem = problems[i];
  return [problem ? h('p', { class: 'problem' }, problem) : h('p', { class: 'hint' }, t('tools.askHint')),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', onclick: () => does.settleTools(node, [[i, REFUSED]]) }, t('tools.refuse')),
      h('button', { type: 'button', onclick: guard(() => does.runTool(node, i, true)) }, t('tools.always')),
      h('button', { type: 'button', class: 'primary', onclick: guard(() => does.runTool(node, i, false)) }, t('tools.run')))];
}

/** For what the user runs by hand. @param {Studio.Message} node @param {number[]} own numbers of the calls @param {Studio.MessageDeeds} does */
function ownForm(node, own, does) {
  const names = own.map((i) => node.toolCalls?.[i]?.function.name ?? '');
  const areas = own.map(() => h('textarea', { rows: 3, required: true }));
  return h('form', { class: 'tool-call', onsubmit: (event) => {
    event.preventDefault();
    does.settleTools(node, own.map((i, at) => [i, areas[at]?.value ?? '']));
  } }, h('p', { class: 'hint' }, t('chat.toolHint')),
  areas.map((area, at) => field(t('chat.toolResult', { name: names[at] ?? '' }), area)),
  h('div', { class: 'buttons' },
    h('button', { type: 'button', onclick: () => does.settleTools(node, own.map((i) => [i, REFUSED])) }, t('chat.toolDecline')),
    h('button', { type: 'submit', class: 'primary' }, t('chat.toolSend'))));
}

/** What a tool of a server gave: as it is, folded. @param {Studio.Message} node */
export function toolResult(node) {
  const title = node.content === REFUSED ? t('tools.refused') : t(node.toolFailed ? 'tools.resultFailed' : 'tools.result');
  return h('details', { class: 'tool-result' }, h('summary', {}, title),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': t('chat.toolResult', { name: node.toolName ?? '' }) }, node.content ?? ''));
}

/** Numbers in brackets that lead to passages. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { guard } from '../dialog.js';
import { contextLines, placeOf } from './words.js';

/** @typedef {(source: Wire.Source) => unknown} Open */

const NUMBER = /\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]/g;
const NO_PROSE = 'code, pre, a, button, math';

/** @param {RegExpMatchArray} match of NUMBER */
const numbersOf = (match) => (match[1] ?? '').split(',').map((each) => Number(each.trim()));

/** @param {Wire.Source} source @param {Open} open */
function button(source, open) {
  const label = t('docs.open', { name: source.name, place: placeOf(source) });
  return h('button', { type: 'button', class: 'cite', title: label, 'aria-label': `${source.number}: ${label}`, onclick: guard(() => open(source)) }, `[${source.number}]`);
}

/** Makes buttons of the numbers in a text that stand for a source; code and links stay as they are. @param {Element} element @param {Wire.Source[]} sources @param {Open} open */
export function linkCitations(element, sources, open) {
  const byNumber = new Map(sources.map((source) => [source.number, source]));
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Text && node.data.includes('[') && !node.parentElement?.closest(NO_PROSE)) texts.push(node);
  }
  for (const text of texts) {
    const parts = split(text.data, byNumber, open);
    if (parts.length > 1) text.replaceWith(...parts);
  }
}

/** @param {string} text @param {Map<number, Wire.Source>} byNumber @param {Open} open */
function split(text, byNumber, open) {
  /** @type {(string | Element)[]} */
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(NUMBER)) {
    const numbers = numbersOf(match);
    const sources = numbers.flatMap((each) => byNumber.get(each) ?? []);
    if (sources.length < numbers.length) continue;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push(...sources.map((source) => button(source, open)));
    from = match.index + match[0].length;
  }
  if (from < text.length || !parts.length) parts.push(text.slice(from));
  return parts;
}

/** The sources of an answer as a list: those it cites, or, of passages, all it was given. @param {Studio.KeptContext} context @param {string} text @param {Open} open */
export function sourceList(context, text, open) {
  const cited = new Set([...text.matchAll(NUMBER)].flatMap(numbersOf));
  const mentioned = context.sources.filter((source) => cited.has(source.number));
  const shown = mentioned.length ? mentioned : context.mode === 'whole' ? [] : context.sources;
  if (!shown.length) return null;
  return h('details', { class: 'sources', open: mentioned.length > 0 && mentioned.length < 6 },
    h('summary', {}, mentioned.length ? t('docs.sources') : t('docs.given')),
    h('ul', {}, shown.map((source) => h('li', {}, button(source, open), ' ', source.name,
      placeOf(source) ? h('small', {}, ` · ${placeOf(source)}`) : null))));
}

/** What is said under a question that came with documents. @param {Studio.KeptContext} context */
export function contextNote(context) {
  return h('p', { class: 'hint context' }, icon('documents'), contextLines(context).join(' '));
}

/** Numbers in brackets that lead to passages. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { contextLines, placeOf } from './words.js';

const NUMBER = /\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]/g;

function button(source, open, text) {
  const label = t('docs.open', { name: source.name, place: placeOf(source) });
  return h('button', { type: 'button', class: 'cite', title: label, 'aria-label': `${source.number}: ${label}`, onclick: () => open(source) }, text);
}

/** Makes buttons of the numbers in a text that stand for a source; code and links stay as they are. */
export function linkCitations(element, sources, open) {
  const byNumber = new Map(sources.map((source) => [source.number, source]));
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (walker.currentNode.data.includes('[') && !walker.currentNode.parentElement.closest('code, pre, a, button, math')) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    const parts = split(text.data, byNumber, open);
    if (parts.length > 1) text.replaceWith(...parts);
  }
}

function split(text, byNumber, open) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(NUMBER)) {
    const numbers = match[1].split(',').map((each) => Number(each.trim()));
    if (!numbers.every((each) => byNumber.has(each))) continue;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push(...numbers.map((each) => button(byNumber.get(each), open, `[${each}]`)));
    from = match.index + match[0].length;
  }
  if (from < text.length || !parts.length) parts.push(text.slice(from));
  return parts;
}

/** Numbers that an answer cites. */
function cited(text) {
  return new Set([...(text ?? '').matchAll(NUMBER)].flatMap((match) => match[1].split(',').map((each) => Number(each.trim()))));
}

/** The sources of an answer as a list: those it cites, or, of passages, all it was given. */
export function sourceList(context, text, open) {
  const used = cited(text);
  const mentioned = context.sources.filter((source) => used.has(source.number));
  const shown = mentioned.length ? mentioned : context.mode === 'whole' ? [] : context.sources;
  if (!shown.length) return null;
  return h('details', { class: 'sources', open: mentioned.length > 0 && mentioned.length < 6 },
    h('summary', {}, mentioned.length ? t('docs.sources') : t('docs.given')),
    h('ul', {}, shown.map((source) => h('li', {}, button(source, open, `[${source.number}]`), ' ', source.name,
      placeOf(source) ? h('small', {}, ` · ${placeOf(source)}`) : null))));
}

/** What is said under a question that came with documents. */
export function contextNote({ context }) {
  return context ? h('p', { class: 'hint context' }, icon('documents'), contextLines(context).join(' ')) : null;
}

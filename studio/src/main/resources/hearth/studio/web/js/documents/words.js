/** What is said about documents in several places. */
import { number, t, tn } from '../i18n.js';

/** @type {Record<Wire.DocumentState, () => string>} */
const STATES = {
  waiting: () => t('docs.waiting'), reading: () => t('docs.reading'), indexing: () => t('docs.indexing'),
  ready: () => t('docs.ready'), failed: () => t('docs.failed'), cancelled: () => t('docs.cancelled'),
};

/** @type {Record<Wire.WordsOnlyReason, (detail: string) => string>} */
const REASONS = {
  no_model: () => t('docs.noModel'), model_missing: (detail) => t('docs.modelMissing', { model: detail }),
  outdated: () => t('docs.outdated'), model_failed: (detail) => t('docs.modelFailed', { reason: detail }),
};

/** A document's state in words, with how far it is. @param {Wire.DocumentInfo} document */
export function stateOf({ state, done, all }) {
  const name = STATES[state]();
  return state === 'indexing' && all ? `${name} ${number(done / all * 100)} %` : name;
}

/** Where something stands: page, section, or line. @param {Pick<Wire.Place, 'page' | 'section' | 'line'>} place */
export function placeOf({ page, section, line }) {
  const parts = [page ? t('docs.page', { page: number(page) }) : null, section || null];
  if (!page && !section && line) parts.push(t('docs.line', { line: number(line) }));
  return parts.filter(Boolean).join(', ');
}

/** Why something was searched by words only; each reason once. @param {Wire.WordsOnly[]} list */
export function wordsOnly(list) {
  return [...new Set(list.map(({ reason, detail }) => REASONS[reason](detail)))];
}

/** How a question was given its documents, as lines. @param {Wire.Context} context */
export function contextLines(context) {
  const names = [...new Set(context.sources.map((source) => source.name))].join(', ');
  const first = context.mode === 'whole' ? t('docs.usedWhole', { names, tokens: number(context.tokens) })
    : context.sources.length ? tn('docs.usedPassages', context.sources.length, { names }) : t('docs.usedNothing');
  const unread = context.unread.length ? [t('docs.unread', { names: context.unread.join(', ') })] : [];
  return [first, ...context.mode === 'whole' ? [] : wordsOnly(context.words_only), ...unread];
}

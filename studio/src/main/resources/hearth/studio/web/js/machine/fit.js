/** Whether a model fits, for each length of context. */
import { h } from '../dom.js';
import { region, table } from '../controls.js';
import { bytes, number, t } from '../i18n.js';

/** @param {Wire.Fit} fit @param {string} [name] of the model, for those who hear several such tables */
export function fitTable({ memory_limit_bytes: limit, rows }, name = '') {
  const measured = rows.some((row) => row.ceiling_tokens_per_second);
  const columns = [{ name: t('fit.context'), number: true }, { name: t('fit.memory'), number: true }, { name: t('fit.slots'), number: true }, { name: t('fit.verdict') },
    ...measured ? [{ name: t('fit.ceiling'), number: true }] : []];
  const cells = rows.map((row) => [number(row.context_length), bytes(row.bytes), number(row.slots),
    h('td', { class: row.fits ? 'good' : 'problem' }, t(row.fits ? 'fit.yes' : 'fit.no')), ...measured ? [rates(row)] : []]);
  return h('div', {}, region([t('fit.title'), name].join(' ').trim(), { class: 'table' }, table(columns, cells)),
    h('p', { class: 'hint' }, t('fit.limit', { size: bytes(limit) }), ' ', measured ? t('fit.ceilingHint') : t('fit.measureHint')));
}

/** @param {Wire.FitRow} row */
function rates({ ceiling_tokens_per_second: empty = 0, ceiling_tokens_per_second_full: full = 0 }) {
  return t('fit.rates', { empty: number(empty, 1), full: number(full, 1) });
}

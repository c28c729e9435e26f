/** Whether a model fits, for each length of context. */
import { h } from '../dom.js';
import { bytes, number, t } from '../i18n.js';

/**
 * @param fit the server's answer: {memory_limit_bytes, rows}
 * @param name of the model, for those who hear several such tables
 */
export function fitTable({ memory_limit_bytes: limit, rows }, name = '') {
  const measured = rows.some((row) => row.ceiling_tokens_per_second);
  return h('div', {}, h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': [t('fit.title'), name].join(' ').trim() }, h('table', {},
    h('thead', {}, h('tr', {}, [t('fit.context'), t('fit.memory'), t('fit.slots'), t('fit.verdict'), measured ? t('fit.ceiling') : null]
      .filter(Boolean).map((each, i) => h('th', { scope: 'col', class: i === 3 ? null : 'number' }, each)))),
    h('tbody', {}, rows.map((row) => h('tr', {},
      h('td', { class: 'number' }, number(row.context_length)),
      h('td', { class: 'number' }, bytes(row.bytes)),
      h('td', { class: 'number' }, number(row.slots)),
      h('td', { class: row.fits ? 'good' : 'problem' }, t(row.fits ? 'fit.yes' : 'fit.no')),
      measured ? h('td', { class: 'number' }, t('fit.rates', { empty: number(row.ceiling_tokens_per_second, 1), full: number(row.ceiling_tokens_per_second_full, 1) })) : null))))),
  h('p', { class: 'hint' }, t('fit.limit', { size: bytes(limit) }), ' ', measured ? t('fit.ceilingHint') : t('fit.measureHint')));
}

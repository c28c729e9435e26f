/** The figures of a comparison. */
import { h } from '../dom.js';
import { bytes, number, t } from '../i18n.js';
import { columns, valueBars } from '../charts.js';
import { region } from '../controls.js';

const MAX_COLUMNS = 120;

/** @param {Wire.Compared} result */
export function report(result) {
  const { base, candidate } = result;
  /** One of a figure's bars. @param {string} name @param {number | undefined} value @param {(value: number) => string} write */
  const bar = (name, value, write) => ({ name, value: value ?? 0, text: value === undefined ? '–' : write(value) });
  /** @param {string} label @param {(value: number) => string} write @param {(model: Wire.ComparedModel) => number | undefined} of */
  const both = (label, write, of) => (of(base) === undefined && of(candidate) === undefined ? null
    : valueBars(label, [base, candidate].map((model) => bar(model.name, of(model), write))));
  const perplexity = valueBars(t('report.perplexity'), [
    { name: base.name, value: result.base_perplexity, text: estimate(result.base_perplexity, result.base_perplexity_error) },
    { name: candidate.name, value: result.candidate_perplexity, text: estimate(result.candidate_perplexity, result.candidate_perplexity_error) }]);
  /** @param {number} value */
  const rate = (value) => t('stats.rate', { rate: number(value, 1) });
  const kl = result.kl_divergence;
  const chunks = grouped(result.kl_divergence_by_chunk);
  const range = number(result.delta_probability_range * 100, 2);
  return h('div', {}, h('p', {}, verdict(result)),
    h('div', { class: 'cards wide' }, both(t('report.size'), bytes, (model) => model.weight_bytes), perplexity,
      both(t('machine.prefill'), rate, (model) => model.prefill_tokens_per_second), both(t('machine.decode'), rate, (model) => model.decode_tokens_per_second),
      columns(t('report.divergence'), chunks, t('report.divergenceAbout', { mean: number(nothingOr(kl.mean), 4), max: number(nothingOr(kl.max), 4) }), [t('report.begin'), t('report.end')]),
      columns(t('report.delta'), result.delta_probability_histogram,
        t('report.deltaAbout', { rms: number(result.delta_probability_rms * 100, 2) }), [`−${range} %`, `+${range} %`])),
    figures(result));
}

/** A divergence of nothing may come out a little below it. @param {number} value */
function nothingOr(value) {
  return value > 0 ? value : 0;
}

/** @param {number} value @param {number} error */
function estimate(value, error) {
  return `${number(value, 3)} ± ${number(error, 3)}`;
}

/** In words, from the share of equal first choices: what a reader notices. @param {Wire.Compared} result */
function verdict({ same_top_token: same, candidate, base, kl_divergence: kl }) {
  const grade = same >= 0.97 ? t('report.same') : same >= 0.92 ? t('report.close') : same >= 0.8 ? t('report.noticeable') : t('report.different');
  return t('report.verdict', { candidate: candidate.name, base: base.name, share: number(same * 100, 1), kl: number(nothingOr(kl.mean), 4), grade });
}

/** Means, few enough to be drawn. @param {number[]} values */
function grouped(values) {
  const size = Math.ceil(values.length / MAX_COLUMNS);
  const means = [];
  for (let i = 0; i < values.length; i += size) {
    const part = values.slice(i, i + size);
    means.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return means;
}

/** @param {Wire.Compared} result */
function figures(result) {
  const kl = result.kl_divergence;
  const delta = result.delta_probability;
  /** @param {number} value */
  const percent = (value) => `${number(value * 100, 2)} %`;
  /** @type {[string, string][]} */
  const rows = [
    [t('report.ratio'), estimate(result.perplexity_ratio, result.perplexity_ratio_error)],
    [t('report.klQuantiles'), `${number(kl.mean, 5)} · ${number(kl.median, 5)} · ${number(kl.p90, 5)} · ${number(kl.p99, 5)} · ${number(kl.max, 4)}`],
    [t('report.sameTop'), `${percent(result.same_top_token)} ± ${percent(result.same_top_token_error)}`],
    [t('report.deltaQuantiles'), `${percent(delta.mean)} · ${percent(delta.p1)} · ${percent(delta.median)} · ${percent(delta.p99)}`],
    [t('report.text'), t('report.textAbout', { chunks: number(result.chunks), window: number(result.window), predictions: number(result.predictions) })],
  ];
  return h('details', {}, h('summary', {}, t('report.figures')), region(t('report.figures'), { class: 'table' },
    h('table', {}, h('tbody', {}, rows.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)))))));
}

/** How fast models answer here: one run at a time, and a history of them. */
import { generate, loadModel } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { day, dayAndClock, number, seconds, t } from '../i18n.js';
import { columns } from '../charts.js';
import { region, table } from '../controls.js';
import { guard } from '../dialog.js';
import { modelOptions } from '../models/list.js';
import { saveSetting, settings } from '../settings/store.js';

const PROMPT = 'The quick brown fox jumps over the lazy dog while the river runs on. ';
const PROMPT_WORDS = 14;
const PROMPT_REPEATS = 20;
const TOKENS = 64;
const KEPT = 50;
const NANOS = 1e9;

export class BenchmarkView {
  /** @type {Wire.Model[]} */
  models = [];
  running = new AbortController();

  constructor() {
    this.element = h('div', {});
  }

  stop() {
    this.running.abort();
  }

  /** @param {Wire.Model[]} models @param {Studio.Benchmark[]} results */
  show(models, results) {
    this.models = models;
    const select = h('select', { 'aria-label': t('chat.chooseModel') }, modelOptions(models, ''));
    const button = h('button', { type: 'button', class: 'primary', disabled: !models.length, onclick: guard(async () => { await this.run(select.value, button); }) }, t('machine.run'));
    replace(this.element, h('p', { class: 'hint' }, t('machine.benchHint', { prompt: PROMPT_REPEATS * PROMPT_WORDS, tokens: TOKENS })),
      h('div', { class: 'row wrap' }, select, button), results.length > 0 && [resultTable(results), histories(results)]);
  }

  /** @param {string} model @param {HTMLButtonElement} button */
  async run(model, button) {
    button.disabled = true;
    button.textContent = t('machine.running');
    this.running = new AbortController();
    try {
      const result = await measured(model, this.running.signal);
      const { benchmarks = [] } = await settings();
      await saveSetting('benchmarks', [...benchmarks, result].slice(-KEPT));
    } finally {
      this.show(this.models, (await settings()).benchmarks ?? []);
    }
  }
}

/**
 * One run after the model is in memory. The prompt begins with the time, so that no cached text shortens it.
 * @param {string} model @param {AbortSignal} signal @returns {Promise<Studio.Benchmark>}
 */
async function measured(model, signal) {
  await loadModel(model, signal);
  const prompt = `${Date.now()} ${PROMPT.repeat(PROMPT_REPEATS)}`;
  const end = await generate({ model, prompt, raw: true, options: { num_predict: TOKENS, temperature: 0, seed: 1 } }, signal);
  const { prompt_eval_count: read = 0, prompt_cached_count: cached = 0, eval_count: written = 0 } = end;
  const first = (end.prompt_eval_duration ?? 0) / NANOS;
  return { when: new Date().toISOString(), model, first, prefill: (read - cached) / first, decode: written / ((end.eval_duration ?? 0) / NANOS) };
}

/** Newest first. @param {Studio.Benchmark[]} results */
function resultTable(results) {
  const head = [{ name: t('machine.when') }, { name: t('chat.model') }, { name: t('machine.prefill'), number: true }, { name: t('machine.decode'), number: true }, { name: t('machine.first'), number: true }];
  const rows = results.toReversed().map(({ when, model, prefill, decode, first }) => [dayAndClock(when), model, number(prefill, 1), number(decode, 1), seconds(first)]);
  return region(t('machine.results'), { class: 'card scroll' }, table(head, rows));
}

/** A plot for each model with several runs. @param {Studio.Benchmark[]} results */
function histories(results) {
  const plots = [...Map.groupBy(results, (each) => each.model)].flatMap(([model, runs]) => {
    const [first, last] = [runs[0], runs.at(-1)];
    return first && last && runs.length > 1 ? [history(model, runs, [day(first.when), day(last.when)])] : [];
  });
  return plots.length > 0 && h('div', { class: 'cards wide' }, plots);
}

/** @param {string} model @param {Studio.Benchmark[]} runs @param {[string, string]} ends */
function history(model, runs, ends) {
  const rates = runs.map((each) => each.decode);
  const about = t('machine.historyAbout', { count: number(runs.length), least: number(Math.min(...rates), 1), most: number(Math.max(...rates), 1) });
  return columns(t('machine.history', { model }), rates, about, ends,
    (rate, i) => [dayAndClock(runs[i]?.when ?? ''), t('stats.rate', { rate: number(rate, 1) })].join(' · '));
}

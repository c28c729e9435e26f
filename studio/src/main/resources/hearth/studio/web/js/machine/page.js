/** What this machine has, what fits it, and how fast it is. */
import { h, replace } from '../dom.js';
import { bytes, language, number, seconds, t } from '../i18n.js';
import { call } from '../api.js';
import { columns } from '../charts.js';
import { guard } from '../dialog.js';
import { installedModels, modelOptions } from '../models/list.js';
import { saveSetting, settings } from '../settings/store.js';
import { fitTable } from './fit.js';

const PROMPT = 'The quick brown fox jumps over the lazy dog while the river runs on. ';
const PROMPT_REPEATS = 20;
const TOKENS = 64;
const KEPT = 50;

export class MachinePage {
  constructor() {
    this.facts = h('div', { class: 'cards' });
    this.fits = h('div', {});
    this.bench = h('div', {});
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.machine')), this.facts,
      h('h2', {}, t('machine.fits')), this.fits, h('h2', {}, t('machine.bench')), this.bench);
  }

  async show() {
    const [machine, models, kept] = await Promise.all([call('GET', '/studio/api/machine'), installedModels(), settings()]);
    this.models = models;
    this.drawFacts(machine);
    this.drawBench(kept.benchmarks ?? []);
    await this.drawFits();
  }

  leave() {
    this.running?.abort();
  }

  drawFacts(machine) {
    const card = (label, value, ...more) => h('div', { class: 'card' }, h('p', { class: 'hint' }, label), h('p', { class: 'big' }, value), more);
    const rate = machine.bandwidth_bytes_per_second;
    const button = h('button', { type: 'button', onclick: guard(() => this.measure(button)) }, t('machine.measure'));
    replace(this.facts,
      card(t('machine.processors'), number(machine.processors), h('p', { class: 'hint' }, `${machine.system} · ${machine.architecture} · Java ${machine.java}`)),
      card(t('machine.memory'), bytes(machine.memory_bytes), h('p', { class: 'hint' }, t('machine.memoryMore', { free: bytes(machine.free_memory_bytes), limit: bytes(machine.memory_limit_bytes) }))),
      card(t('machine.bandwidth'), rate ? `${bytes(rate)}/s` : '–',
        h('p', { class: 'hint' }, rate ? t('machine.bandwidthThreads', { count: number(machine.bandwidth_threads) }) : t('machine.bandwidthHint')), button),
      card(t('machine.disk'), bytes(machine.free_disk_bytes), h('p', { class: 'hint mono' }, machine.models_folder)));
  }

  async measure(button) {
    button.disabled = true;
    button.textContent = t('machine.measuring');
    try {
      await call('POST', '/studio/api/bandwidth');
    } finally {
      await this.show();
    }
  }

  async drawFits() {
    const parts = [];
    for (const model of this.models) {
      try {
        const fit = await call('POST', '/studio/api/fit', { model: model.name, contexts: [4096, 32768] });
        parts.push(h('div', { class: 'card' }, h('h3', {}, model.name), fitTable(fit, model.name)));
      } catch (error) {
        parts.push(h('div', { class: 'card' }, h('h3', {}, model.name), h('p', { class: 'problem' }, error.message)));
      }
    }
    replace(this.fits, parts.length ? parts : h('p', { class: 'hint' }, t('chat.noModel')));
  }

  drawBench(results) {
    const select = h('select', { 'aria-label': t('chat.chooseModel') }, modelOptions(this.models, ''));
    const button = h('button', { type: 'button', class: 'primary', disabled: !this.models.length, onclick: guard(() => this.run(select.value, button)) }, t('machine.run'));
    const head = [t('machine.when'), t('chat.model'), t('machine.prefill'), t('machine.decode'), t('machine.first')];
    const history = Object.entries(Object.groupBy(results, (each) => each.model)).filter(([, runs]) => runs.length > 1).map(([model, runs]) => columns(
      t('machine.history', { model }), runs.map((each) => each.decode), t('machine.historyAbout', { count: number(runs.length), least: number(Math.min(...runs.map((each) => each.decode)), 1), most: number(Math.max(...runs.map((each) => each.decode)), 1) }),
      [new Date(runs[0].when).toLocaleDateString(language()), new Date(runs.at(-1).when).toLocaleDateString(language())],
      (rate, i) => `${new Date(runs[i].when).toLocaleString(language())} · ${t('stats.rate', { rate: number(rate, 1) })}`));
    replace(this.bench, h('p', { class: 'hint' }, t('machine.benchHint', { prompt: PROMPT_REPEATS * 15, tokens: TOKENS })),
      h('div', { class: 'row wrap' }, select, button),
      results.length ? h('div', { class: 'card scroll', tabindex: '0', role: 'region', 'aria-label': t('machine.results') }, h('table', {},
        h('thead', {}, h('tr', {}, head.map((each, i) => h('th', { scope: 'col', class: i > 1 ? 'number' : null }, each)))),
        h('tbody', {}, results.toReversed().map((each) => h('tr', {}, h('td', {}, new Date(each.when).toLocaleString(language())), h('td', {}, each.model),
          h('td', { class: 'number' }, number(each.prefill, 1)), h('td', { class: 'number' }, number(each.decode, 1)), h('td', { class: 'number' }, seconds(each.first))))))) : null, history.length ? h('div', { class: 'cards wide' }, history) : null);
  }

  /** One run after the model is in memory. The prompt begins with the time, so that no cached text shortens it. */
  async run(model, button) {
    button.disabled = true;
    button.textContent = t('machine.running');
    this.running = new AbortController();
    try {
      await call('POST', '/api/generate', { model }, this.running.signal);
      const prompt = `${Date.now()} ${PROMPT.repeat(PROMPT_REPEATS)}`;
      const end = await call('POST', '/api/generate', { model, prompt, raw: true, stream: false, options: { num_predict: TOKENS, temperature: 0, seed: 1 } }, this.running.signal);
      const result = {
        when: new Date().toISOString(), model, first: end.prompt_eval_duration / 1e9,
        prefill: (end.prompt_eval_count - (end.prompt_cached_count ?? 0)) / (end.prompt_eval_duration / 1e9),
        decode: end.eval_count / (end.eval_duration / 1e9),
      };
      const { benchmarks = [] } = await settings();
      await saveSetting('benchmarks', [...benchmarks, result].slice(-KEPT));
    } finally {
      this.drawBench((await settings()).benchmarks ?? []);
    }
  }
}

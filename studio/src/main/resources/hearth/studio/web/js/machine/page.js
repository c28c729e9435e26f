/** What this machine has, what fits it, and how fast it is. */
import { fit, listModels, machine, measureBandwidth } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { reasonOf } from '../failure.js';
import { bytes, number, t } from '../i18n.js';
import { guard } from '../dialog.js';
import { settings } from '../settings/store.js';
import { BenchmarkView } from './benchmark.js';
import { fitTable } from './fit.js';

const CONTEXTS = [4096, 32768];

/** @implements {Studio.Page} */
export class MachinePage {
  /** How often what fits was asked for. */
  drawing = 0;

  constructor() {
    this.facts = h('div', { class: 'cards' });
    this.fits = h('div', {});
    this.bench = new BenchmarkView();
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.machine')), this.facts,
      h('h2', {}, t('machine.fits')), this.fits, h('h2', {}, t('machine.bench')), this.bench.element);
  }

  async show() {
    const [facts, { models }, kept] = await Promise.all([machine(), listModels(), settings()]);
    this.drawFacts(facts);
    this.bench.show(models, kept.benchmarks ?? []);
    await this.drawFits(models);
  }

  leave() {
    this.bench.stop();
  }

  /** @param {Wire.Machine} machine */
  drawFacts(machine) {
    /** @param {string} label @param {string} value @param {...Studio.Child} more */
    const card = (label, value, ...more) => h('div', { class: 'card' }, h('p', { class: 'hint' }, label), h('p', { class: 'big' }, value), more);
    /** @param {string} text @param {string} [more] a class */
    const hint = (text, more = '') => h('p', { class: `hint ${more}` }, text);
    const rate = machine.bandwidth_bytes_per_second;
    const button = h('button', { type: 'button', onclick: guard(async () => { await this.measure(button); }) }, t('machine.measure'));
    replace(this.facts,
      card(t('machine.processors'), number(machine.processors), hint(`${machine.system} · ${machine.architecture} · Java ${machine.java}`)),
      card(t('machine.memory'), bytes(machine.memory_bytes), hint(t('machine.memoryMore', { free: bytes(machine.free_memory_bytes), limit: bytes(machine.memory_limit_bytes) }))),
      card(t('machine.bandwidth'), rate ? `${bytes(rate)}/s` : '–',
        hint(rate ? t('machine.bandwidthThreads', { count: number(machine.bandwidth_threads ?? 0) }) : t('machine.bandwidthHint')), button),
      card(t('machine.disk'), bytes(machine.free_disk_bytes), hint(machine.models_folder, 'mono')));
  }

  /** @param {HTMLButtonElement} button */
  async measure(button) {
    button.disabled = true;
    button.textContent = t('machine.measuring');
    try {
      await measureBandwidth();
    } finally {
      await this.show();
    }
  }

  /** @param {Wire.Model[]} models */
  async drawFits(models) {
    const parts = [];
    this.drawing += 1;
    const { drawing } = this;
    this.fits.setAttribute('aria-busy', 'true');
    for (const { name } of models) {
      const shown = await fit(name, CONTEXTS).then((found) => fitTable(found, name), (error) => h('p', { class: 'problem' }, reasonOf(error)));
      // It was asked for again, with a bandwidth that was measured since.
      if (drawing !== this.drawing) return;
      parts.push(h('div', { class: 'card' }, h('h3', {}, name), shown));
    }
    this.fits.setAttribute('aria-busy', 'false');
    replace(this.fits, parts.length ? parts : h('p', { class: 'hint' }, t('chat.noModel')));
  }
}

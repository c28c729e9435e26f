/** Quantize: what each type would make of a model, and the job that makes it. */
import { field, freshId, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, number, t } from '../i18n.js';
import { call } from '../api.js';
import { guard } from '../dialog.js';
import { gradeOf } from '../quality.js';
import { gradeWord } from '../discover/grade.js';
import { sourceOptions, suggestedName } from './sources.js';

const USUAL = 'Q4_K_M';

export class Quantize {
  /** @param begin puts a request for a job to the server */
  constructor(begin) {
    this.begin = begin;
    this.type = USUAL;
    this.source = h('select', { onchange: guard(() => this.plan()) });
    this.name = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', required: true });
    this.again = h('input', { type: 'checkbox', id: freshId('field'), onchange: guard(() => this.plan()) });
    this.table = h('div', { 'aria-live': 'polite' });
    this.submit = h('button', { type: 'submit', class: 'primary' }, icon('workshop'), t('workshop.quantizeNow'));
    this.measure = h('button', { type: 'button', onclick: guard(() => this.losses()) }, t('workshop.measureLoss'));
    this.element = h('form', { class: 'card', onsubmit: guard(async (event) => { event.preventDefault(); await this.go(); }) },
      h('p', { class: 'hint' }, t('workshop.quantizeHint')), field(t('workshop.source'), this.source),
      h('label', { for: this.again.id, class: 'check' }, this.again, t('workshop.requantize')),
      this.table, field(t('workshop.newName'), this.name, t('workshop.newNameHint')),
      h('div', { class: 'buttons' }, this.measure, this.submit));
    this.setUsable(false);
  }

  async show(models, found) {
    replace(this.source, sourceOptions(models, found, ['model', 'file', 'folder'], this.source.value));
    await this.plan();
  }

  async plan() {
    const source = this.source.value;
    if (!source) {
      replace(this.table, h('p', { class: 'hint' }, t('workshop.nothing')));
      this.setUsable(false);
      return;
    }
    this.rows = [];
    try {
      const { rows, source_bytes: before, quantized } = await call('POST', '/studio/api/workshop/plan', { source, requantize: this.again.checked });
      if (source !== this.source.value) return;
      this.rows = rows;
      this.before = before;
      this.quantized = quantized;
    } catch (error) {
      replace(this.table, h('p', { class: 'problem' }, error.message));
      this.setUsable(false);
      return;
    }
    const possible = this.rows.filter((row) => !row.problem);
    if (!possible.some((row) => row.type === this.type)) this.type = possible.find((row) => row.type === USUAL)?.type ?? possible[0]?.type ?? '';
    this.setUsable(possible.length > 0);
    this.suggest();
    this.draw();
  }

  setUsable(usable) {
    this.submit.disabled = !usable;
    this.measure.disabled = !usable;
  }

  suggest() {
    this.name.value = this.type ? suggestedName(this.source.value, this.type) : '';
  }

  draw() {
    const group = freshId('type');
    const problems = [...new Set(this.rows.map((row) => row.problem).filter(Boolean))];
    const row = (each) => {
      const radio = h('input', { type: 'radio', name: group, id: freshId('field'), checked: each.type === this.type, disabled: Boolean(each.problem),
        onchange: () => { this.type = each.type; this.suggest(); } });
      return h('tr', {}, h('td', {}, h('label', { for: radio.id, class: 'check' }, radio, each.type)),
        h('td', { class: 'number' }, each.problem ? '–' : bytes(each.bytes)),
        h('td', { class: 'number' }, each.problem ? '–' : `${number(each.bytes / this.before * 100)} %`),
        h('td', { class: 'number' }, each.problem ? '–' : number(each.bits_per_weight, 2)),
        h('td', { class: 'number' }, each.loss === undefined ? '–' : `${number(each.loss * 100, 2)} %`),
        h('td', {}, each.problem ? t('workshop.impossible') : gradeWord(gradeOf(each.bits_per_weight))));
    };
    if (problems.length && this.rows.every((each) => each.problem)) {
      replace(this.table, this.quantized && !this.again.checked ? h('p', { class: 'problem' }, t('workshop.already')) : problems.map((problem) => h('p', { class: 'problem' }, problem)));
      return;
    }
    const head = [t('models.type'), t('workshop.size'), t('workshop.ofSource'), t('workshop.bits'), t('workshop.loss'), t('discover.quality')];
    replace(this.table, h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('workshop.sizes') }, h('table', {},
      h('thead', {}, h('tr', {}, head.map((each, i) => h('th', { scope: 'col', class: i > 0 && i < 5 ? 'number' : null }, each)))),
      h('tbody', {}, this.rows.map(row)))),
    problems.map((problem) => h('p', { class: 'problem' }, problem)), h('p', { class: 'hint' }, t('workshop.lossHint')));
  }

  /** One type after the other; each takes about a second. */
  async losses() {
    const source = this.source.value;
    this.measure.disabled = true;
    try {
      for (const row of this.rows.filter((each) => !each.problem && each.loss === undefined)) {
        const { relative_error: loss } = await call('POST', '/studio/api/workshop/loss', { source, type: row.type, requantize: this.again.checked });
        if (source !== this.source.value) return;
        row.loss = loss;
        this.draw();
      }
    } finally {
      this.measure.disabled = false;
    }
  }

  async go() {
    await this.begin({ kind: 'quantize', source: this.source.value, type: this.type, name: this.name.value.trim(), requantize: this.again.checked });
  }
}

/** Quantize: what each type would make of a model, and the job that makes it. */
import { measureLoss, planQuantization } from '../endpoints.js';
import { field, freshId, h, replace } from '../dom.js';
import { reasonOf } from '../failure.js';
import { icon } from '../icons.js';
import { bytes, number, t } from '../i18n.js';
import { check, region, table } from '../controls.js';
import { guard } from '../dialog.js';
import { keepFocus } from '../focus.js';
import { gradeOf } from '../quality.js';
import { gradeWord } from '../discover/grade.js';
import { sourceOptions, suggestedName } from './sources.js';

const USUAL = 'Q4_K_M';

/** @type {Wire.Plan} */
const NOTHING = { source_bytes: 0, quantized: false, rows: [] };

/** @param {unknown} text */
const problemLine = (text) => h('p', { class: 'problem' }, String(text));

export class Quantize {
  type = USUAL;
  planned = NOTHING;
  plannedFor = '';
  /** What was measured, by type. @type {Map<string, number>} */
  losses = new Map();

  /** @param {(request: Wire.JobRequest) => Promise<void>} begin puts a request for a job to the server */
  constructor(begin) {
    this.begin = begin;
    this.source = h('select', { onchange: guard(() => this.plan()) });
    this.name = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', required: true });
    this.again = h('input', { type: 'checkbox', onchange: guard(() => this.plan()) });
    this.table = h('div', { 'aria-live': 'polite' });
    this.submit = h('button', { type: 'submit', class: 'primary' }, icon('workshop'), t('workshop.quantizeNow'));
    this.measure = h('button', { type: 'button', onclick: guard(() => this.measureAll()) }, t('workshop.measureLoss'));
    this.element = h('form', { class: 'card', onsubmit: guard(async (event) => { event.preventDefault(); await this.go(); }) },
      h('p', { class: 'hint' }, t('workshop.quantizeHint')), field(t('workshop.source'), this.source), check(this.again, t('workshop.requantize')),
      this.table, field(t('workshop.newName'), this.name, t('workshop.newNameHint')), h('div', { class: 'buttons' }, this.measure, this.submit));
    this.setUsable(false);
  }

  /** @param {Wire.Model[]} models @param {Wire.FoundFile[]} found */
  async show(models, found) {
    replace(this.source, sourceOptions(models, found, ['model', 'file', 'folder'], this.source.value));
    // What was typed and measured for this source stays.
    if (this.source.value !== this.plannedFor) await this.plan();
  }

  async plan() {
    const source = this.source.value;
    this.plannedFor = source;
    this.setUsable(false);
    this.losses.clear();
    this.planned = NOTHING;
    if (!source) {
      this.refuse(h('p', { class: 'hint' }, t('workshop.nothing')));
      return;
    }
    try {
      const planned = await planQuantization(source, this.again.checked);
      if (source !== this.source.value) return;
      this.planned = planned;
    } catch (error) {
      this.refuse(problemLine(reasonOf(error)));
      return;
    }
    const possible = this.possible();
    if (!possible.includes(this.type)) this.type = possible.find((type) => type === USUAL) ?? possible[0] ?? '';
    this.setUsable(possible.length > 0);
    this.suggest();
    this.draw();
  }

  possible() {
    return this.planned.rows.filter((row) => row.problem === undefined).map((row) => row.type);
  }

  /** @param {Element} why */
  refuse(why) {
    replace(this.table, why);
    this.setUsable(false);
  }

  /** @param {boolean} usable */
  setUsable(usable) {
    this.submit.disabled = !usable;
    this.measure.disabled = !usable;
  }

  suggest() {
    this.name.value = this.type ? suggestedName(this.source.value, this.type) : '';
  }

  draw() {
    const { rows, quantized } = this.planned;
    const problems = [...new Set(rows.flatMap((row) => row.problem ?? []))].map(problemLine);
    if (problems.length && !this.possible().length) {
      replace(this.table, quantized && !this.again.checked ? problemLine(t('workshop.already')) : problems);
      return;
    }
    const group = freshId('type');
    const head = [{ name: t('models.type') }, { name: t('workshop.size'), number: true }, { name: t('workshop.ofSource'), number: true }, { name: t('workshop.bits'), number: true },
      { name: t('workshop.loss'), number: true }, { name: t('discover.quality') }];
    const sizes = region(t('workshop.sizes'), { class: 'table' }, table(head, rows.map((row) => this.cells(row, group))));
    keepFocus(this.table, () => replace(this.table, sizes, problems, h('p', { class: 'hint' }, t('workshop.lossHint'))));
  }

  /** @param {Wire.PlanRow} row @param {string} group of the boxes, of which one is chosen */
  cells(row, group) {
    const radio = h('input', { type: 'radio', name: group, checked: row.type === this.type, disabled: row.problem !== undefined,
      onchange: () => { this.type = row.type; this.suggest(); } });
    const label = check(radio, row.type);
    if (row.problem !== undefined) return [label, '–', '–', '–', '–', t('workshop.impossible')];
    const loss = this.losses.get(row.type);
    return [label, bytes(row.bytes), `${number(row.bytes / this.planned.source_bytes * 100)} %`, number(row.bits_per_weight, 2),
      loss === undefined ? '–' : `${number(loss * 100, 2)} %`, gradeWord(gradeOf(row.bits_per_weight))];
  }

  /** One type after the other; each takes about a second. */
  async measureAll() {
    const { planned } = this;
    this.measure.disabled = true;
    try {
      for (const type of this.possible().filter((each) => !this.losses.has(each))) {
        const { relative_error: loss } = await measureLoss(this.source.value, type, this.again.checked);
        // Another source was chosen meanwhile.
        if (planned !== this.planned) return;
        this.losses.set(type, loss);
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

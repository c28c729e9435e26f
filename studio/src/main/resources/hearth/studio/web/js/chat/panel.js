/** How the model is to answer: system prompt, presets, sampling, form of the answer, tools. */
import { field, freshId, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { ask, confirm, guard, notice } from '../dialog.js';
import { saveSetting, settings as loadSettings } from '../settings/store.js';
import { OPTIONS } from './answer.js';

const HINTS = {
  temperature: () => t('option.temperature'), top_p: () => t('option.top_p'), top_k: () => t('option.top_k'), min_p: () => t('option.min_p'),
  repeat_penalty: () => t('option.repeat_penalty'), presence_penalty: () => t('option.presence_penalty'),
  frequency_penalty: () => t('option.frequency_penalty'), num_predict: () => t('option.num_predict'), num_ctx: () => t('option.num_ctx'),
  seed: () => t('option.seed'),
};

export class Panel {
  /** @param changed hears that the settings are others now */
  constructor(changed) {
    this.changed = changed;
    this.element = h('aside', { class: 'panel', 'aria-label': t('panel.title') });
  }

  /** Shows these settings and changes them in place. */
  show(settings) {
    this.settings = settings;
    replace(this.element, h('h2', {}, t('panel.title')), this.presets(), this.system(), this.sampling(), this.form(), this.toolBox());
  }

  set(name, value) {
    if (value === '' || value === undefined) delete this.settings[name];
    else this.settings[name] = value;
    this.changed();
  }

  presets() {
    const select = h('select', { onchange: guard(() => this.usePreset(select.value)) });
    const fill = (presets, chosen) => replace(select, h('option', { value: '' }, t('panel.noPreset')),
      Object.keys(presets).sort().map((name) => h('option', { value: name, selected: name === chosen }, name)));
    loadSettings().then((all) => fill(all.presets ?? {}, this.settings.preset), () => fill({}, ''));
    const save = guard(async () => {
      const all = (await loadSettings()).presets ?? {};
      const name = await ask(t('panel.savePreset'), t('panel.presetName'), { value: this.settings.preset ?? '', list: Object.keys(all) });
      if (!name) return;
      const { preset: _, ...kept } = this.settings;
      await saveSetting('presets', { ...all, [name]: kept });
      this.set('preset', name);
      fill({ ...all, [name]: kept }, name);
      notice(t('panel.saved', { name }));
    });
    const remove = guard(async () => {
      const name = select.value;
      if (!name || !await confirm(t('panel.deletePreset'), t('panel.deletePresetText', { name }), t('dialog.delete'))) return;
      const { [name]: _, ...rest } = (await loadSettings()).presets ?? {};
      await saveSetting('presets', rest);
      this.set('preset', '');
      fill(rest, '');
    });
    return h('div', { class: 'row end' }, field(t('panel.preset'), select),
      h('button', { type: 'button', title: t('panel.savePreset'), 'aria-label': t('panel.savePreset'), onclick: save }, icon('plus')),
      h('button', { type: 'button', title: t('panel.deletePreset'), 'aria-label': t('panel.deletePreset'), onclick: remove }, icon('bin')));
  }

  async usePreset(name) {
    if (!name) {
      this.set('preset', '');
      return;
    }
    const preset = (await loadSettings()).presets?.[name];
    for (const key of Object.keys(this.settings)) delete this.settings[key];
    Object.assign(this.settings, structuredClone(preset), { preset: name });
    this.show(this.settings);
    this.changed();
  }

  system() {
    const area = h('textarea', { rows: 4, value: this.settings.system ?? '', oninput: () => this.set('system', area.value) });
    return field(t('panel.system'), area, t('panel.systemHint'));
  }

  sampling() {
    const fields = OPTIONS.map(({ name, min, max, step }) => {
      const input = h('input', {
        type: 'number', min, max, step: step < 1 ? 'any' : step, placeholder: t('panel.default'), value: this.settings.options?.[name] ?? '',
        oninput: () => {
          const valid = input.checkValidity();
          input.setAttribute('aria-invalid', String(!valid));
          if (valid) this.setOption(name, input.value === '' ? undefined : Number(input.value));
        },
      });
      return field(name, input, HINTS[name]());
    });
    const stop = h('textarea', { rows: 2, value: this.settings.stop ?? '', oninput: () => this.set('stop', stop.value) });
    const { options = {}, stop: stops, probabilities } = this.settings;
    return h('details', { open: Object.keys(options).length > 0 || Boolean(stops) || Boolean(probabilities) }, h('summary', {}, t('panel.sampling')),
      h('div', { class: 'grid' }, fields), field('stop', stop, t('panel.stopHint')), this.probabilities());
  }

  probabilities() {
    const box = h('input', { type: 'checkbox', id: freshId('field'), checked: Boolean(this.settings.probabilities), onchange: () => this.set('probabilities', box.checked || undefined) });
    const note = h('p', { class: 'hint', id: `${box.id}-hint` }, t('panel.probabilitiesHint'));
    box.setAttribute('aria-describedby', note.id);
    return h('div', { class: 'field' }, h('label', { for: box.id, class: 'check' }, box, t('panel.probabilities')), note);
  }

  setOption(name, value) {
    const options = { ...this.settings.options };
    if (value === undefined) delete options[name];
    else options[name] = value;
    this.set('options', Object.keys(options).length ? options : undefined);
  }

  form() {
    const think = h('select', { onchange: () => this.set('think', think.value) },
      h('option', { value: '' }, t('panel.thinkDefault')),
      h('option', { value: 'on', selected: this.settings.think === 'on' }, t('panel.thinkOn')),
      h('option', { value: 'off', selected: this.settings.think === 'off' }, t('panel.thinkOff')));
    const schema = this.jsonArea('schema', 8, t('panel.schemaHint'));
    const box = field(t('panel.schema'), schema.area, t('panel.schemaHint'));
    box.append(schema.problem);
    box.hidden = this.settings.format !== 'schema';
    const format = h('select', { onchange: () => { this.set('format', format.value); box.hidden = format.value !== 'schema'; } },
      h('option', { value: '' }, t('panel.formatText')),
      h('option', { value: 'json', selected: this.settings.format === 'json' }, t('panel.formatJson')),
      h('option', { value: 'schema', selected: this.settings.format === 'schema' }, t('panel.formatSchema')));
    return h('details', { open: Boolean(this.settings.format || this.settings.think) }, h('summary', {}, t('panel.answer')),
      field(t('panel.think'), think), field(t('panel.format'), format), box);
  }

  toolBox() {
    const tools = this.jsonArea('tools', 8);
    const box = field(t('panel.tools'), tools.area, t('panel.toolsHint'));
    box.append(tools.problem);
    return h('details', { open: Boolean(this.settings.tools) }, h('summary', {}, t('panel.toolsTitle')), box);
  }

  /** A box for JSON that says what is wrong with it. */
  jsonArea(name, rows) {
    const problem = h('p', { class: 'problem', role: 'status' });
    const check = () => {
      problem.textContent = '';
      try {
        if (area.value.trim()) JSON.parse(area.value);
      } catch (error) {
        problem.textContent = t('panel.notJson', { reason: error.message });
      }
      area.setAttribute('aria-invalid', String(problem.textContent !== ''));
    };
    const area = h('textarea', { rows, class: 'mono', spellcheck: 'false', value: this.settings[name] ?? '', oninput: () => { check(); this.set(name, area.value); } });
    check();
    return { area, problem };
  }
}

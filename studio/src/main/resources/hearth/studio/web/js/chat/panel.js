/** How the model is to answer: system prompt, presets, sampling, form of the answer, tools. */
import { field, h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { check, choice } from '../controls.js';
import { parseJson } from '../json.js';
import { OPTIONS } from './answer.js';
import { Presets } from './presets.js';

/** @type {Record<Studio.OptionName, () => string>} */
const HINTS = {
  temperature: () => t('option.temperature'), top_p: () => t('option.top_p'), top_k: () => t('option.top_k'), min_p: () => t('option.min_p'),
  repeat_penalty: () => t('option.repeat_penalty'), presence_penalty: () => t('option.presence_penalty'),
  frequency_penalty: () => t('option.frequency_penalty'), num_predict: () => t('option.num_predict'), num_ctx: () => t('option.num_ctx'),
  seed: () => t('option.seed'),
};

export class Panel {
  /** @type {Studio.ChatSettings} */
  settings = {};

  /** @param {() => void} changed hears that the settings are others now */
  constructor(changed) {
    this.changed = changed;
    this.element = h('aside', { class: 'panel', 'aria-label': t('panel.title') });
  }

  /** Shows these settings and changes them in place. @param {Studio.ChatSettings} settings */
  show(settings) {
    this.settings = settings;
    const presets = new Presets(() => this.settings, { use: (name, preset) => this.use(name, preset), name: (name) => this.set('preset', name) });
    replace(this.element, h('h2', {}, t('panel.title')), presets.element, this.system(), this.sampling(), this.form(), this.toolBox());
  }

  /**
   * @template {keyof Studio.ChatSettings} Name
   * @param {Name} name @param {Studio.ChatSettings[Name] | ''} value empty to leave it to the server
   */
  set(name, value) {
    if (value === '' || value === undefined) delete this.settings[name];
    else Object.assign(this.settings, { [name]: value });
    this.changed();
  }

  /** @param {string} name @param {Studio.ChatSettings} preset */
  use(name, preset) {
    const settings = { ...structuredClone(preset), preset: name };
    for (const key of Object.keys(this.settings)) Reflect.deleteProperty(this.settings, key);
    this.show(Object.assign(this.settings, settings));
    this.changed();
  }

  system() {
    const area = h('textarea', { rows: 4, value: this.settings.system ?? '', oninput: () => { this.set('system', area.value); } });
    return field(t('panel.system'), area, t('panel.systemHint'));
  }

  sampling() {
    const stop = h('textarea', { rows: 2, value: this.settings.stop ?? '', oninput: () => { this.set('stop', stop.value); } });
    const { options = {}, stop: stops, probabilities } = this.settings;
    return h('details', { open: Object.keys(options).length > 0 || Boolean(stops) || Boolean(probabilities) }, h('summary', {}, t('panel.sampling')),
      h('div', { class: 'grid' }, OPTIONS.map((option) => this.option(option))), field('stop', stop, t('panel.stopHint')), this.probabilities());
  }

  /** @param {typeof OPTIONS[number]} option */
  option({ name, min, max, step }) {
    const input = h('input', {
      type: 'number', min, max, step: step < 1 ? 'any' : step, placeholder: t('panel.default'), value: this.settings.options?.[name] ?? '',
      oninput: () => {
        const valid = input.checkValidity();
        input.setAttribute('aria-invalid', String(!valid));
        if (valid) this.setOption(name, input.value);
      },
    });
    return field(name, input, HINTS[name]());
  }

  /** @param {Studio.OptionName} name @param {string} value */
  setOption(name, value) {
    const { [name]: _, ...rest } = this.settings.options ?? {};
    const options = value === '' ? rest : { ...rest, [name]: Number(value) };
    this.set('options', Object.keys(options).length ? options : '');
  }

  probabilities() {
    const box = h('input', { type: 'checkbox', checked: Boolean(this.settings.probabilities), onchange: () => { this.set('probabilities', box.checked || ''); } });
    const label = check(box, t('panel.probabilities'));
    const note = h('p', { class: 'hint', id: `${box.id}-hint` }, t('panel.probabilitiesHint'));
    box.setAttribute('aria-describedby', note.id);
    return h('div', { class: 'field' }, label, note);
  }

  form() {
    const think = choice([['', t('panel.thinkDefault')], ['on', t('panel.thinkOn')], ['off', t('panel.thinkOff')]], this.settings.think ?? '', {
      onchange: () => this.set('think', think.value === 'on' || think.value === 'off' ? think.value : ''),
    });
    const schema = this.jsonBox('schema', t('panel.schema'), t('panel.schemaHint'));
    schema.hidden = this.settings.format !== 'schema';
    const format = choice([['', t('panel.formatText')], ['json', t('panel.formatJson')], ['schema', t('panel.formatSchema')]], this.settings.format ?? '', {
      onchange: () => {
        this.set('format', format.value === 'json' || format.value === 'schema' ? format.value : '');
        schema.hidden = format.value !== 'schema';
      },
    });
    return h('details', { open: Boolean(this.settings.format || this.settings.think) }, h('summary', {}, t('panel.answer')),
      field(t('panel.think'), think), field(t('panel.format'), format), schema);
  }

  toolBox() {
    return h('details', { open: Boolean(this.settings.tools) }, h('summary', {}, t('panel.toolsTitle')), this.jsonBox('tools', t('panel.tools'), t('panel.toolsHint')));
  }

  /** A box for JSON that says what is wrong with it. @param {'schema' | 'tools'} name @param {string} label @param {string} hint */
  jsonBox(name, label, hint) {
    const problem = h('p', { class: 'problem', role: 'status' });
    const look = () => {
      problem.textContent = notJson(area.value);
      area.setAttribute('aria-invalid', String(problem.textContent !== ''));
    };
    const area = h('textarea', { rows: 8, class: 'mono', spellcheck: 'false', value: this.settings[name] ?? '', oninput: () => { look(); this.set(name, area.value); } });
    look();
    const box = field(label, area, hint);
    box.append(problem);
    return box;
  }
}

/** What is wrong with a text that is to be JSON, or nothing. @param {string} text */
function notJson(text) {
  try {
    if (text.trim()) parseJson(text);
    return '';
  } catch (error) {
    return t('panel.notJson', { reason: error instanceof Error ? error.message : '' });
  }
}

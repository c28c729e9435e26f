/** Presets: settings of chats under names, kept on the server. */
import { field, h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from '../controls.js';
import { ask, confirm, guard, notice } from '../dialog.js';
import { saveSetting, settings as loadSettings } from '../settings/store.js';

export class Presets {
  /**
   * @param {() => Studio.ChatSettings} settings those that are shown
   * @param {{use: (name: string, preset: Studio.ChatSettings) => void, name: (name: string) => void}} does uses a preset; gives what is shown a name, empty for none
   */
  constructor(settings, does) {
    this.settings = settings;
    this.does = does;
    this.select = h('select', { onchange: guard(async () => { await this.use(this.select.value); }) });
    this.element = h('div', { class: 'row end' }, field(t('panel.preset'), this.select),
      iconButton('plus', t('panel.savePreset'), () => this.save()),
      iconButton('bin', t('panel.deletePreset'), () => this.remove()));
    this.load().then((presets) => this.fill(presets, settings().preset), () => this.fill({}));
  }

  async load() {
    return (await loadSettings()).presets ?? {};
  }

  /** @param {Record<string, Studio.ChatSettings>} presets @param {string} [chosen] */
  fill(presets, chosen) {
    replace(this.select, h('option', { value: '' }, t('panel.noPreset')),
      Object.keys(presets).sort().map((name) => h('option', { value: name, selected: name === chosen }, name)));
  }

  /** @param {string} name */
  async use(name) {
    const preset = (await this.load())[name];
    if (preset) this.does.use(name, preset);
    else this.does.name('');
  }

  async save() {
    const { preset: before = '', ...kept } = this.settings();
    const presets = await this.load();
    const name = await ask(t('panel.savePreset'), t('panel.presetName'), { value: before, list: Object.keys(presets) });
    if (!name) return;
    presets[name] = kept;
    await saveSetting('presets', presets);
    this.does.name(name);
    this.fill(presets, name);
    notice(t('panel.saved', { name }));
  }

  async remove() {
    const name = this.select.value;
    if (!name || !await confirm(t('panel.deletePreset'), t('panel.deletePresetText', { name }), t('dialog.delete'))) return;
    const { [name]: _, ...rest } = await this.load();
    await saveSetting('presets', rest);
    this.does.name('');
    this.fill(rest);
  }
}

/** The installed models, as several pages show them. */
import { h } from '../dom.js';
import { t } from '../i18n.js';

/** Others make vectors. @param {Wire.Model} model */
export const canChat = ({ capabilities }) => !capabilities.includes('embedding');

/** Models that can chat, for a choice; `chosen` stays in it even if it is gone. @param {Wire.Model[]} models @param {string} chosen */
export function modelOptions(models, chosen) {
  const names = models.filter(canChat).map((model) => model.name);
  const options = names.map((name) => h('option', { value: name, selected: name === chosen }, name.replace(/:latest$/, '')));
  if (chosen && !names.includes(chosen)) options.unshift(h('option', { value: chosen, selected: true }, t('models.gone', { name: chosen })));
  return options;
}

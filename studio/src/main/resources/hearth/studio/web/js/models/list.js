/** The installed models, as several pages show them. */
import { call } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';

/** Newest first. */
export async function installedModels() {
  return (await call('GET', '/api/tags')).models;
}

/** Those in memory. */
export async function loadedModels() {
  return (await call('GET', '/api/ps')).models;
}

/** Models that can chat, for a choice; `chosen` stays in it even if it is gone. */
export function modelOptions(models, chosen) {
  const names = models.filter((model) => !model.capabilities?.includes('embedding')).map((model) => model.name);
  const options = names.map((name) => h('option', { value: name, selected: name === chosen }, name.replace(/:latest$/, '')));
  if (chosen && !names.includes(chosen)) options.unshift(h('option', { value: chosen, selected: true }, t('models.gone', { name: chosen })));
  return options;
}

/** Models that make vectors. */
import { listModels } from '../endpoints.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { canChat } from '../models/list.js';

const LAST = 'hearth.embedding';

export async function embeddingModels() {
  return (await listModels()).models.filter((model) => !canChat(model)).map((model) => model.name);
}

/** The one that was chosen last, else the first; empty if there is none. */
export async function usualEmbedding() {
  const names = await embeddingModels();
  const last = localStorage.getItem(LAST);
  return last !== null && (last === '' || names.includes(last)) ? last : names[0] ?? '';
}

/** @param {string} name */
export function rememberEmbedding(name) {
  localStorage.setItem(LAST, name);
}

/** A choice of them, with "words only". @param {string[]} names @param {string} chosen @param {(name: string) => void} [onchange] */
export function embeddingSelect(names, chosen, onchange) {
  const all = chosen && !names.includes(chosen) ? [...names, chosen] : names;
  const select = h('select', { onchange: () => { onchange?.(select.value); } },
    h('option', { value: '', selected: !chosen }, t('docs.wordsOnly')),
    all.map((name) => h('option', { value: name, selected: name === chosen }, names.includes(name) ? name : t('models.gone', { name }))));
  return select;
}

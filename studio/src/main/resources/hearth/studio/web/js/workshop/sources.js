/** What can be worked on: models of the store, and files and folders the server may read. */
import { h } from '../dom.js';
import { bytes, t } from '../i18n.js';

/**
 * @typedef {'model' | 'file' | 'folder'} SourceKind
 * @param {Wire.Model[]} models @param {Wire.FoundFile[]} found @param {SourceKind[]} kinds @param {string} chosen
 */
export function sourceOptions(models, found, kinds, chosen) {
  /** @param {string} value @param {string} label */
  const option = (value, label) => h('option', { value, selected: value === chosen }, label);
  const named = kinds.includes('model') ? models.map((model) => option(model.name, `${model.name} (${bytes(model.size)})`)) : [];
  const files = found.filter((each) => kinds.includes(each.folder ? 'folder' : 'file')).map((each) => option(each.path, `${each.path} (${bytes(each.bytes)})`));
  return [...named.length ? [h('optgroup', { label: t('workshop.models') }, named)] : [], ...files.length ? [h('optgroup', { label: t('workshop.files') }, files)] : []];
}

/** A name for what is made of a source: `qwen:0.5b` and Q4_K_M give `qwen:0.5b-q4_k_m`. @param {string} source @param {string} type */
export function suggestedName(source, type) {
  const file = (source.split(/[\\/]/).at(-1) ?? '').replace(/\.gguf$/i, '').replace(/:latest$/, '');
  const plain = file.replace(/[^A-Za-z0-9._:-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').replace(/[-.](?:f16|bf16|f32|fp16)$/i, '').slice(0, 60);
  const tag = type.toLowerCase();
  return plain.includes(':') ? `${plain}-${tag}` : `${plain || 'model'}:${tag}`;
}

/** Documents: the libraries, or one of them. */
import { field, h, replace } from '../dom.js';
import { bytes, t, tn } from '../i18n.js';
import { button } from '../controls.js';
import { modal, notice } from '../dialog.js';
import { createLibrary, listLibraries } from './api.js';
import { LibraryView } from './library.js';
import { embeddingModels, embeddingSelect, rememberEmbedding, usualEmbedding } from './models.js';

/** @implements {Studio.Page} */
export class DocumentsPage {
  constructor() {
    this.element = h('div', { class: 'documents-page' });
    this.one = new LibraryView();
    this.list = h('div', {});
    this.all = h('div', { class: 'page' }, h('div', { class: 'row wrap' }, h('h1', { class: 'grow' }, t('nav.documents')),
      button('plus', t('docs.new'), () => this.create(), { class: 'primary' })),
    h('p', { class: 'hint' }, t('docs.intro')), this.list);
  }

  /** @param {string | null} id */
  async show(id) {
    this.one.leave();
    if (id) {
      replace(this.element, this.one.element);
      await this.one.show(id);
      return;
    }
    replace(this.element, this.all);
    const { libraries, damaged } = await listLibraries();
    if (damaged.length) notice(t('docs.damaged', { names: damaged.join(', ') }), 'error');
    const named = libraries.filter((each) => each.kind === 'named');
    const attached = libraries.filter((each) => each.kind === 'chat');
    replace(this.list, h('div', { class: 'cards wide' }, named.map((each) => this.card(each))),
      libraries.length ? null : h('div', { class: 'empty' }, h('p', {}, t('docs.none'))),
      attached.length ? h('details', {}, h('summary', {}, tn('docs.ofChats', attached.length)), h('div', { class: 'cards wide' }, attached.map((each) => this.card(each)))) : null);
  }

  /** @param {Wire.LibrarySummary} library */
  card(library) {
    return h('article', { class: 'card', 'aria-label': library.name },
      h('h2', {}, h('a', { href: `#/documents/${library.id}` }, library.name)),
      h('p', { class: 'hint' }, [tn('docs.count', library.document_count), bytes(library.bytes)].join(' · ')),
      h('p', { class: 'hint' }, library.embedding_model ?? t('docs.wordsOnly')),
      library.pending_count > 0 && h('p', { class: 'hint' }, tn('docs.pending', library.pending_count)));
  }

  async create() {
    const names = await embeddingModels();
    const select = embeddingSelect(names, await usualEmbedding());
    const input = h('input', { type: 'text', autofocus: true, required: true, maxlength: 200, autocomplete: 'off' });
    /** @param {(value: string | null) => void} close */
    const build = (close) => h('form', { onsubmit: (event) => { event.preventDefault(); close(input.value.trim()); } },
      field(t('docs.name'), input), field(t('docs.model'), select, names.length ? t('docs.modelHint') : t('docs.noneInstalled')),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => close(null) }, t('dialog.cancel')),
        h('button', { type: 'submit', class: 'primary' }, t('docs.create'))));
    const name = await modal(t('docs.new'), build);
    if (!name) return;
    rememberEmbedding(select.value);
    location.hash = `#/documents/${(await createLibrary(name, 'named', select.value)).id}`;
  }

  leave() {
    this.one.leave();
  }
}

/** One library: its files and how far they are, its model, and what a question finds in it. */
import { field, h, replace } from '../dom.js';
import { bytes, number, t, tn } from '../i18n.js';
import { button, filePicker, iconButton, onDrop } from '../controls.js';
import { ask, confirm, guard, report } from '../dialog.js';
import { firstOf, keepFocus, released } from '../focus.js';
import { newest } from '../poll.js';
import { cancelIndexing, changeLibrary, deleteLibrary, indexAgain, isPending, readLibrary, removeDocument, sendFile } from './api.js';
import { embeddingModels, embeddingSelect, rememberEmbedding } from './models.js';
import { Reader } from './reader.js';
import { Results } from './results.js';
import { stateOf } from './words.js';

const EVERY = 1000;

/** All that the head shows; the documents have a list of their own. @param {Wire.Library} library */
const headOf = ({ documents: _, ...head }) => JSON.stringify(head);

export class LibraryView {
  /** @type {Wire.Library | null} */
  library = null;
  /** @type {string[]} */
  names = [];
  newest = newest();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  constructor() {
    this.title = h('h1', { class: 'grow' });
    this.facts = h('p', { class: 'hint' });
    this.tools = h('div', { class: 'buttons' });
    this.model = h('div', {});
    this.said = h('p', { class: 'hint', role: 'status' });
    this.list = h('ul', { class: 'documents' });
    this.picker = filePicker({ 'aria-label': t('docs.addFiles') }, (files) => this.add(files));
    this.reader = new Reader();
    this.results = new Results({ libraries: () => (this.library ? [{ id: this.library.id }] : []), open: (passage) => this.reader.open(passage) });
    const body = h('div', { class: 'page grow' }, h('p', {}, h('a', { href: '#/documents' }, t('docs.all'))),
      h('div', { class: 'row wrap' }, this.title, this.tools), this.facts, this.model,
      h('p', { class: 'hint' }, t('docs.kinds')), this.picker, this.said, this.list, this.results.element);
    this.element = h('div', { class: 'with-reader' }, body, this.reader.element);
    onDrop(this.element, (files) => this.add(files));
  }

  /** @param {string} id */
  async show(id) {
    this.reader.close();
    this.results.clear();
    this.library = null;
    this.names = await embeddingModels();
    await this.refresh(id);
  }

  leave() {
    clearTimeout(this.timer);
  }

  /** @param {string} id */
  async refresh(id) {
    clearTimeout(this.timer);
    const library = await this.newest(readLibrary(id));
    await released();
    if (!library) return;
    const pending = library.documents.some(isPending);
    const before = this.library;
    this.library = library;
    if (!before || headOf(before) !== headOf(library)) this.drawHead(library, pending);
    this.drawList(library);
    if (pending) this.timer = setTimeout(() => this.refresh(id).catch(report), EVERY);
  }

  /** @param {Wire.Library} library @param {boolean} pending */
  drawHead(library, pending) {
    this.title.textContent = library.name;
    this.facts.textContent = [tn('docs.count', library.document_count), bytes(library.bytes), tn('docs.passages', library.chunks)].join(' · ');
    const tools = [button('plus', t('docs.addFiles'), () => this.picker.click(), { class: 'primary' }),
      pending && button('stop', t('docs.stop'), () => this.after(cancelIndexing(library.id))),
      !pending && library.document_count > 0 && button('redo', t('docs.again'), () => this.after(indexAgain(library.id))),
      button('edit', t('chats.rename'), () => this.rename(library)), button('bin', t('dialog.delete'), () => this.remove(library))];
    keepFocus(this.tools, () => replace(this.tools, tools), firstOf(this.tools));
    const select = embeddingSelect(this.names, library.embedding_model ?? '', guard(async (name) => {
      rememberEmbedding(name);
      await this.after(changeLibrary(library.id, { embedding_model: name }));
    }));
    const choice = field(t('docs.model'), select, t(library.embedding_model ? 'docs.modelHint' : this.names.length ? 'docs.noModel' : 'docs.noneInstalled'));
    keepFocus(this.model, () => replace(this.model, choice), firstOf(this.model));
  }

  /** @param {Promise<Wire.Library | null>} change */
  async after(change) {
    await change;
    if (this.library) await this.refresh(this.library.id);
  }

  /** @param {Wire.Library} library */
  drawList(library) {
    const none = library.documents.length ? null : h('li', { class: 'hint' }, t('docs.empty'));
    keepFocus(this.list, () => replace(this.list, library.documents.map((each) => this.item(each, library)), none), firstOf(this.tools));
  }

  /** @param {Wire.DocumentInfo} each @param {Wire.Library} library */
  item(each, library) {
    const facts = [bytes(each.bytes), each.pages && tn('docs.pages', each.pages), each.characters && tn('docs.characters', each.characters), each.chunks && tn('docs.passages', each.chunks),
      each.state === 'ready' && !each.has_vectors && library.embedding_model && t('docs.noVectors')];
    return h('li', { class: `card ${each.state}`, 'data-id': each.id },
      h('div', { class: 'row wrap' }, h('span', { class: 'grow name' }, each.name), h('span', { class: `tag ${each.state === 'ready' ? 'on' : ''}` }, stateOf(each)),
        iconButton('bin', t('docs.remove', { name: each.name }), () => this.removeDocument(each, library), { class: 'quiet' })),
      each.state === 'indexing' && h('progress', { max: Math.max(1, each.all), value: each.done, 'aria-label': each.name }),
      h('p', { class: 'hint' }, facts.filter(Boolean).join(' · ')),
      each.note ? h('p', { class: 'hint' }, each.note) : null, each.reason ? h('p', { class: 'problem' }, each.reason) : null);
  }

  /** @param {File[]} files */
  async add(files) {
    const id = this.library?.id;
    if (!id) return;
    for (const file of files) {
      /** @param {number} share */
      const tell = (share) => { this.said.textContent = t('docs.sending', { name: file.name, share: number(share * 100) }); };
      tell(0);
      try {
        await sendFile(id, file, tell);
      } catch (error) {
        report(error);
      }
      this.said.textContent = '';
      if (this.library?.id === id) await this.refresh(id);
    }
  }

  /** @param {Wire.Library} library */
  async rename(library) {
    const name = await ask(t('chats.rename'), t('docs.name'), { value: library.name });
    if (name) await this.after(changeLibrary(library.id, { name }));
  }

  /** @param {Wire.DocumentInfo} document @param {Wire.Library} library */
  async removeDocument(document, library) {
    if (!await confirm(t('docs.removeTitle'), t('docs.removeText', { name: document.name }), t('dialog.delete'))) return;
    await this.after(removeDocument(library.id, document.id));
  }

  /** @param {Wire.Library} library */
  async remove({ id, name, document_count: count }) {
    if (!await confirm(t('docs.deleteTitle'), t('docs.deleteText', { name, count: number(count) }), t('dialog.delete'))) return;
    this.leave();
    await deleteLibrary(id);
    location.hash = '#/documents';
  }
}

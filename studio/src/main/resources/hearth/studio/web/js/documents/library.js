/** One library: its files and how far they are, its model, and what a question finds in it. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, number, t, tn } from '../i18n.js';
import { ask, confirm, guard, report } from '../dialog.js';
import { cancelIndexing, changeLibrary, deleteLibrary, indexAgain, isPending, readLibrary, removeDocument, sendFile } from './api.js';
import { embeddingModels, embeddingSelect, rememberEmbedding } from './models.js';
import { Reader } from './reader.js';
import { Results } from './results.js';
import { stateOf } from './words.js';

const EVERY = 1000;

export class LibraryView {
  constructor() {
    this.title = h('h1', { class: 'grow' });
    this.facts = h('p', { class: 'hint' });
    this.tools = h('div', { class: 'buttons' });
    this.model = h('div', {});
    this.said = h('p', { class: 'hint', role: 'status' });
    this.list = h('ul', { class: 'documents' });
    this.picker = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': t('docs.addFiles'), onchange: guard(() => {
      const files = [...this.picker.files];
      this.picker.value = '';
      return this.add(files);
    }) });
    this.reader = new Reader();
    this.results = new Results({ libraries: () => [{ id: this.library.id }], open: (passage) => this.reader.open(passage) });
    const body = h('div', { class: 'page grow' }, h('p', {}, h('a', { href: '#/documents' }, t('docs.all'))),
      h('div', { class: 'row wrap' }, this.title, this.tools), this.facts, this.model,
      h('p', { class: 'hint' }, t('docs.kinds')), this.picker, this.said, this.list, this.results.element);
    this.element = h('div', { class: 'with-reader' }, body, this.reader.element);
    this.element.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
    this.element.addEventListener('drop', guard((event) => {
      event.preventDefault();
      return this.add([...event.dataTransfer.files]);
    }));
  }

  async show(id) {
    this.reader.close();
    this.results.clear();
    this.names = await embeddingModels();
    this.library = null;
    await this.refresh(id);
  }

  leave() {
    clearTimeout(this.timer);
  }

  async refresh(id) {
    clearTimeout(this.timer);
    const library = await readLibrary(id);
    const pending = library.documents.some(isPending);
    const before = this.library;
    this.library = library;
    if (!before || before.id !== id || JSON.stringify({ ...before, documents: 0 }) !== JSON.stringify({ ...library, documents: 0 })) this.drawHead(pending);
    this.drawList();
    if (pending) this.timer = setTimeout(() => this.refresh(id).catch(report), EVERY);
  }

  drawHead(pending) {
    const { library } = this;
    this.title.textContent = library.name;
    this.facts.textContent = [tn('docs.count', library.document_count), bytes(library.bytes), tn('docs.passages', library.chunks)].join(' · ');
    const button = (name, label, action, kind = '') => h('button', { type: 'button', class: kind, onclick: guard(action) }, icon(name), label);
    replace(this.tools, button('plus', t('docs.addFiles'), () => this.picker.click(), 'primary'),
      pending ? button('stop', t('docs.stop'), () => this.after(cancelIndexing(library.id))) : null,
      !pending && library.document_count ? button('redo', t('docs.again'), () => this.after(indexAgain(library.id))) : null,
      button('edit', t('chats.rename'), () => this.rename()), button('bin', t('dialog.delete'), () => this.remove()));
    const select = embeddingSelect(this.names, library.embedding_model, guard(async (name) => {
      rememberEmbedding(name);
      await this.after(changeLibrary(library.id, { embedding_model: name }));
    }));
    replace(this.model, field(t('docs.model'), select, library.embedding_model ? t('docs.modelHint') : this.names.length ? t('docs.noModel') : t('docs.noneInstalled')));
  }

  async after(change) {
    await change;
    await this.refresh(this.library.id);
  }

  drawList() {
    replace(this.list, this.library.documents.map((each) => h('li', { class: `card ${each.state}` },
      h('div', { class: 'row wrap' }, h('span', { class: 'grow name' }, each.name), h('span', { class: `tag ${each.state === 'ready' ? 'on' : ''}` }, stateOf(each)),
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('docs.remove', { name: each.name }), onclick: guard(() => this.removeDocument(each)) }, icon('bin'))),
      each.state === 'indexing' ? h('progress', { max: Math.max(1, each.all), value: each.done, 'aria-label': each.name }) : null,
      h('p', { class: 'hint' }, [bytes(each.bytes), each.pages ? tn('docs.pages', each.pages) : null,
        each.characters ? tn('docs.characters', each.characters) : null, each.chunks ? tn('docs.passages', each.chunks) : null,
        each.state === 'ready' && !each.has_vectors && this.library.embedding_model ? t('docs.noVectors') : null].filter(Boolean).join(' · ')),
      each.note ? h('p', { class: 'hint' }, each.note) : null,
      each.reason ? h('p', { class: 'problem' }, each.reason) : null)),
    this.library.documents.length ? null : h('li', { class: 'hint' }, t('docs.empty')));
  }

  async add(files) {
    const { id } = this.library;
    for (const file of files) {
      this.said.textContent = t('docs.sending', { name: file.name, share: 0 });
      try {
        await sendFile(id, file, (share) => { this.said.textContent = t('docs.sending', { name: file.name, share: number(share * 100) }); });
      } catch (error) {
        report(error);
      }
      this.said.textContent = '';
      if (this.library.id === id) await this.refresh(id);
    }
  }

  async rename() {
    const name = await ask(t('chats.rename'), t('docs.name'), { value: this.library.name });
    if (name) await this.after(changeLibrary(this.library.id, { name }));
  }

  async removeDocument(document) {
    if (!await confirm(t('docs.removeTitle'), t('docs.removeText', { name: document.name }), t('dialog.delete'))) return;
    await this.after(removeDocument(this.library.id, document.id));
  }

  async remove() {
    const { id, name, document_count: count } = this.library;
    if (!await confirm(t('docs.deleteTitle'), t('docs.deleteText', { name, count: number(count) }), t('dialog.delete'))) return;
    this.leave();
    await deleteLibrary(id);
    location.hash = '#/documents';
  }
}

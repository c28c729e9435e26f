/** Documents of a conversation: attached files and chosen libraries, beside the place where the user writes. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, t } from '../i18n.js';
import { guard, modal, notice, report } from '../dialog.js';
import { find, path } from '../chat/tree.js';
import { buildContext, createLibrary, isPending, listLibraries, readLibrary, removeDocument, sendFile } from './api.js';
import { usualEmbedding } from './models.js';
import { stateOf } from './words.js';

const EVERY = 800;

export class Attachments {
  /** @param does {chat(), changed()}: the open conversation, and that it has to be kept */
  constructor(does) {
    this.does = does;
    this.sending = [];
    this.documents = [];
    this.libraries = [];
    this.picker = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': t('docs.attach'), onchange: guard(() => this.take(this.picker)) });
    this.chips = h('ul', { class: 'chips', 'aria-label': t('docs.attached') });
    const button = (name, label, action) => h('button', { type: 'button', class: 'quiet round', title: label, 'aria-label': label, onclick: action }, icon(name));
    this.buttons = [this.picker, button('attach', t('docs.attach'), () => this.picker.click()),
      button('documents', t('docs.choose'), guard(() => this.choose()))];
  }

  /** Files that are dropped anywhere on an element are attached. */
  accept(element) {
    element.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
    element.addEventListener('drop', guard(async (event) => {
      const files = [...event.dataTransfer?.files ?? []];
      if (!files.length || event.defaultPrevented) return;
      event.preventDefault();
      await this.add(files);
    }));
  }

  async take(picker) {
    const files = [...picker.files];
    picker.value = '';
    await this.add(files);
  }

  /** What the open conversation has; made when it is first needed. */
  state() {
    const chat = this.does.chat();
    chat.documents ??= { attached: '', libraries: [], mode: 'auto' };
    return chat.documents;
  }

  /** Shows what a conversation has. */
  async show(chat) {
    clearTimeout(this.timer);
    this.documents = [];
    this.libraries = [];
    this.draw();
    if (!chat.documents) return;
    const { attached, libraries } = chat.documents;
    if (libraries.length) this.libraries = (await listLibraries()).libraries.filter((each) => libraries.includes(each.id));
    if (attached) await this.refresh(chat);
    this.draw();
  }

  async refresh(chat) {
    try {
      const { documents } = await readLibrary(chat.documents.attached);
      if (chat !== this.does.chat()) return;
      this.documents = documents;
    } catch (error) {
      if (error.status !== 404) throw error;
      // Deleted on the page Documents, or this conversation came from another machine.
      chat.documents.attached = '';
      this.documents = [];
    }
    this.draw();
    clearTimeout(this.timer);
    if (this.documents.some(isPending)) this.timer = setTimeout(() => this.refresh(chat).catch(report), EVERY);
  }

  async add(files) {
    const chat = this.does.chat();
    const state = this.state();
    if (!state.attached) {
      // Several files that come at once share one library.
      state.attached = (await createLibrary((chat.title || files[0].name).slice(0, 200), 'chat', await usualEmbedding())).id;
      this.does.changed();
    }
    for (const file of files) {
      const item = { name: file.name, share: 0, control: new AbortController() };
      this.sending.push(item);
      this.draw();
      try {
        await sendFile(state.attached, file, (share) => { item.share = share; this.draw(); }, item.control.signal);
      } catch (error) {
        report(error);
      } finally {
        this.sending = this.sending.filter((each) => each !== item);
        if (chat === this.does.chat()) await this.refresh(chat);
      }
    }
  }

  draw() {
    const chip = (label, text, title, kind, remove, removing) => h('li', { class: `chip ${kind}`, title }, icon('documents'), h('span', { class: 'name' }, label),
      text ? h('small', {}, text) : null,
      h('button', { type: 'button', class: 'quiet small', 'aria-label': removing, onclick: guard(remove) }, icon('close')));
    replace(this.chips,
      this.libraries.map((each) => chip(each.name, t('docs.library'), each.name, '', () => this.drop(each.id), t('docs.leaveOut', { name: each.name }))),
      this.documents.map((each) => chip(each.name, each.state === 'ready' ? '' : stateOf(each), each.reason || each.note || each.name, each.state,
        () => this.remove(each), t('docs.remove', { name: each.name }))),
      this.sending.map((each) => chip(each.name, `${number(each.share * 100)} %`, each.name, 'waiting', () => each.control.abort(), t('dialog.cancel'))));
    this.chips.hidden = !this.chips.childElementCount;
  }

  async remove(document) {
    await removeDocument(this.state().attached, document.id);
    await this.refresh(this.does.chat());
  }

  drop(id) {
    const state = this.state();
    state.libraries = state.libraries.filter((each) => each !== id);
    this.libraries = this.libraries.filter((each) => each.id !== id);
    this.draw();
    this.does.changed();
  }

  /** Libraries for this conversation, and how documents come into it. */
  async choose() {
    const { libraries } = await listLibraries();
    const state = this.state();
    const named = libraries.filter((each) => each.kind === 'named');
    const boxes = named.map((each) => h('input', { type: 'checkbox', checked: state.libraries.includes(each.id), value: each.id }));
    const mode = h('select', {}, [['auto', t('docs.modeAuto')], ['whole', t('docs.modeWhole')], ['passages', t('docs.modePassages')]]
      .map(([value, text]) => h('option', { value, selected: state.mode === value }, text)));
    const done = await modal(t('docs.choose'), (close) => h('form', { onsubmit: (event) => { event.preventDefault(); close(true); } },
      named.length ? h('fieldset', {}, h('legend', {}, t('docs.libraries')),
        named.map((each, i) => h('label', { class: 'check' }, boxes[i], each.name))) : h('p', {}, t('docs.noLibrary')),
      field(t('docs.mode'), mode, t('docs.modeHint')),
      h('div', { class: 'buttons' }, h('a', { class: 'button', href: '#/documents', onclick: () => close(null) }, t('nav.documents')),
        h('button', { type: 'submit', class: 'primary' }, t('dialog.ok')))));
    if (!done) return;
    state.libraries = boxes.filter((box) => box.checked).map((box) => box.value);
    state.mode = mode.value;
    this.libraries = named.filter((each) => state.libraries.includes(each.id));
    this.draw();
    this.does.changed();
  }

  /**
   * Gives the question of an answer its documents, once. Waits for those that are still being read.
   * @returns whether the question has changed for the model
   */
  async prepare(chat, node, signal) {
    const question = find(chat, node.parent);
    const state = chat.documents;
    if (node.content || question?.role !== 'user' || question.context || !state || !(state.attached || state.libraries.length)) return false;
    const libraries = state.libraries.map((id) => ({ id }));
    if (state.attached && await this.settled(chat, signal)) libraries.push({ id: state.attached });
    if (!libraries.length) return false;
    const before = path(chat, question.parent);
    const { options = {} } = chat.settings ?? {};
    const system = chat.settings?.system?.trim() ? [{ role: 'system', content: chat.settings.system }] : [];
    question.context = await buildContext({
      model: chat.model, question: question.content, libraries, mode: state.mode, num_ctx: options.num_ctx, num_predict: options.num_predict,
      messages: [...system, ...before.map((each) => ({ role: each.role, content: each.context?.prompt ?? each.content ?? '', question: each.role === 'user' ? each.content : '' }))],
      present: before.flatMap((each) => each.context?.whole ?? []),
    }, signal);
    return true;
  }

  /** Waits until all attached documents are read; false if there are none. */
  async settled(chat, signal) {
    for (let told = false;; told = true) {
      let library;
      try {
        library = await readLibrary(chat.documents.attached, signal);
      } catch (error) {
        if (error.status === 404) return false;
        throw error;
      }
      if (!library.documents.some(isPending)) return library.documents.length > 0;
      if (!told) notice(t('docs.awaited'));
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, EVERY);
        signal.addEventListener('abort', () => { clearTimeout(timer); reject(new DOMException('stopped', 'AbortError')); }, { once: true });
      });
    }
  }
}

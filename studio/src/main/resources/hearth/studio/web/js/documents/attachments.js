/** Documents of a conversation: attached files and chosen libraries, beside the place where the user writes. */
import { h, replace } from '../dom.js';
import { hasStatus } from '../failure.js';
import { icon } from '../icons.js';
import { number, t } from '../i18n.js';
import { filePicker, iconButton, onDrop } from '../controls.js';
import { guard, report } from '../dialog.js';
import { keepFocus } from '../focus.js';
import { createLibrary, isPending, listLibraries, readLibrary, removeDocument, sendFile } from './api.js';
import { chooseLibraries } from './library-choice.js';
import { usualEmbedding } from './models.js';
import { giveDocuments } from './question.js';
import { stateOf } from './words.js';

const EVERY = 800;

/** @typedef {{name: string, share: number, control: AbortController, chat: Studio.Conversation, over: Promise<void>, end: () => void}} Sending a file on its way */

export class Attachments {
  /** @type {Sending[]} */
  sending = [];
  /** @type {Wire.DocumentInfo[]} */
  documents = [];
  /** @type {Wire.LibrarySummary[]} */
  libraries = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /** @param {{chat: () => Studio.Conversation, changed: () => void}} does the open conversation, and that it has to be kept */
  constructor(does) {
    this.does = does;
    this.chips = h('ul', { class: 'chips', 'aria-label': t('docs.attached') });
    const picker = filePicker({ 'aria-label': t('docs.attach') }, (files) => this.add(files));
    this.buttons = [picker, iconButton('attach', t('docs.attach'), () => picker.click(), { class: 'quiet round' }),
      iconButton('documents', t('docs.choose'), () => this.choose(), { class: 'quiet round' })];
  }

  /** Files that are dropped anywhere on an element are attached. @param {HTMLElement} element */
  accept(element) {
    onDrop(element, (files) => this.add(files));
  }

  /** What the open conversation has; made when it is first needed. */
  state() {
    const chat = this.does.chat();
    return chat.documents ??= { attached: '', libraries: [], mode: 'auto' };
  }

  /** Shows what a conversation has. @param {Studio.Conversation} chat */
  async show(chat) {
    clearTimeout(this.timer);
    this.documents = [];
    this.libraries = [];
    const { documents } = chat;
    if (documents?.libraries.length) {
      const { libraries } = await listLibraries();
      if (chat !== this.does.chat()) return;
      // One that was deleted, or is on another machine, would make each question fail.
      this.libraries = libraries.filter((each) => documents.libraries.includes(each.id));
      documents.libraries = this.libraries.map((each) => each.id);
    }
    if (documents?.attached) await this.refresh(chat, documents);
    else this.draw();
  }

  /** @param {Studio.Conversation} chat @param {Studio.ChatDocuments} state its own */
  async refresh(chat, state) {
    try {
      const { documents } = await readLibrary(state.attached);
      if (chat !== this.does.chat()) return;
      this.documents = documents;
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      // Deleted on the page Documents, or this conversation came from another machine.
      state.attached = '';
      this.documents = [];
    }
    this.draw();
    clearTimeout(this.timer);
    if (this.documents.some(isPending)) this.timer = setTimeout(() => this.refresh(chat, state).catch(report), EVERY);
  }

  /** @param {File[]} files */
  async add(files) {
    const chat = this.does.chat();
    const state = this.state();
    const [first] = files;
    if (!first) return;
    const items = files.map((file) => ({ file, item: onItsWay(chat, file.name) }));
    this.sending.push(...items.map(({ item }) => item));
    this.draw();
    try {
      // Several files that come at once share one library.
      state.attached ||= (await createLibrary((chat.title || first.name).slice(0, 200), 'chat', await usualEmbedding())).id;
      this.does.changed();
    } catch (error) {
      items.forEach(({ item }) => this.sent(item));
      throw error;
    }
    for (const { file, item } of items) {
      try {
        item.control.signal.throwIfAborted();
        await sendFile(state.attached, file, (share) => { item.share = share; this.draw(); }, item.control.signal);
      } catch (error) {
        report(error);
      } finally {
        this.sent(item);
        if (chat === this.does.chat()) await this.refresh(chat, state);
      }
    }
  }

  /** @param {Sending} item */
  sent(item) {
    this.sending = this.sending.filter((each) => each !== item);
    item.end();
    this.draw();
  }

  draw() {
    const chips = [
      this.libraries.map(({ id, name }) => chip({ id, name, note: t('docs.library'), title: name, removing: t('docs.leaveOut', { name }) }, () => this.drop(id))),
      this.documents.map((each) => chip({ id: each.id, name: each.name, note: each.state === 'ready' ? '' : stateOf(each), title: each.reason || each.note || each.name,
        kind: each.state, removing: t('docs.remove', { name: each.name }) }, () => this.remove(each))),
      this.sending.map(({ name, share, control }) => chip({ id: name, name, note: `${number(share * 100)} %`, title: name, kind: 'waiting', removing: t('dialog.cancel') },
        () => control.abort()))];
    keepFocus(this.chips, () => replace(this.chips, chips), () => this.buttons[1] ?? null);
    this.chips.hidden = !this.chips.childElementCount;
  }

  /** @param {Wire.DocumentInfo} document */
  async remove(document) {
    const state = this.state();
    await removeDocument(state.attached, document.id);
    await this.refresh(this.does.chat(), state);
  }

  /** @param {string} id of a library */
  drop(id) {
    const state = this.state();
    state.libraries = state.libraries.filter((each) => each !== id);
    this.libraries = this.libraries.filter((each) => each.id !== id);
    this.draw();
    this.does.changed();
  }

  async choose() {
    const named = (await listLibraries()).libraries.filter((each) => each.kind === 'named');
    const state = this.state();
    const chosen = await chooseLibraries(named, state);
    if (!chosen) return;
    Object.assign(state, chosen);
    this.libraries = named.filter((each) => chosen.libraries.includes(each.id));
    this.draw();
    this.does.changed();
  }

  /** Gives the question of an answer its documents. @param {Studio.Conversation} chat @param {Studio.Message} node @param {AbortSignal} signal */
  async prepare(chat, node, signal) {
    // A file that is still on its way was meant for this question.
    const sent = Promise.all(this.sending.filter((each) => each.chat === chat).map((each) => each.over));
    await Promise.race([sent, new Promise((stopped) => { signal.addEventListener('abort', stopped, { once: true }); })]);
    return giveDocuments(chat, node, signal);
  }
}

/** @param {Studio.Conversation} chat @param {string} name @returns {Sending} */
function onItsWay(chat, name) {
  /** @type {PromiseWithResolvers<void>} */
  const { promise: over, resolve: end } = Promise.withResolvers();
  return { name, share: 0, control: new AbortController(), chat, over, end };
}

/** @param {{id: string, name: string, note: string, title: string, kind?: string, removing: string}} what @param {() => unknown} remove */
function chip({ id, name, note, title, kind = '', removing }, remove) {
  return h('li', { class: `chip ${kind}`, 'data-id': id, title }, icon('documents'), h('span', { class: 'name' }, name), note ? h('small', {}, note) : null,
    h('button', { type: 'button', class: 'quiet small', 'aria-label': removing, onclick: guard(remove) }, icon('close')));
}

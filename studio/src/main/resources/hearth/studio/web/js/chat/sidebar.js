/** The list of conversations: folders, search, import. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { date, t, tn } from '../i18n.js';
import { filePicker, iconButton } from '../controls.js';
import { guard, notice, report } from '../dialog.js';
import { keepFocus, released } from '../focus.js';
import { newest } from '../poll.js';
import { ChatMenu } from './chat-menu.js';
import { listChats, saveChat, searchChats } from './store.js';
import { importFile } from './transfer.js';

const WAIT = 250;
const FEW_FOLDERS = 4;

export class Sidebar {
  /** @type {string | null} */
  current = null;
  /** @type {Wire.ChatSummary[]} */
  chats = [];
  told = false;
  newest = newest();
  searching = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /** @param {{open: (id: string) => void, found: (id: string, words: string) => void, deleted: (id: string) => void, changed: (id: string, changes: Partial<Studio.Conversation>) => boolean}} does `changed` answers whether it is the open one */
  constructor(does) {
    this.does = does;
    this.menu = new ChatMenu({ ...does, refresh: () => this.refresh(), folders: () => [...new Set(this.chats.map((each) => each.folder).filter(Boolean))] });
    this.list = h('div', { class: 'chat-list' });
    this.input = h('input', { type: 'search', placeholder: t('chats.search'), 'aria-label': t('chats.search'), oninput: () => this.searchSoon() });
    const picker = filePicker({ accept: '.json,.md,.markdown' }, (files) => this.take(files));
    this.element = h('nav', { class: 'chats', 'aria-label': t('chats.title') },
      h('div', { class: 'row' },
        h('a', { class: 'button primary grow', href: '#/chat' }, icon('plus'), t('chats.new')),
        iconButton('discover', t('chats.import'), () => picker.click())),
      picker, this.input, this.list);
  }

  async refresh() {
    const listed = await this.newest(listChats());
    if (!listed) return;
    const { chats, damaged } = listed;
    this.chats = chats;
    if (damaged.length && !this.told) {
      this.told = true;
      notice(t('chats.damaged', { files: damaged.join(', ') }), 'error');
    }
    await released();
    if (!this.input.value.trim()) this.draw();
  }

  /** @param {string | null} id */
  mark(id) {
    this.current = id;
    for (const link of this.list.querySelectorAll('a')) {
      if (link.dataset['id'] === id) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  draw() {
    const folders = [...new Set(this.chats.map((chat) => chat.folder))].sort();
    const parts = folders.filter(Boolean).map((folder) => {
      const inside = this.chats.filter((chat) => chat.folder === folder);
      return h('details', { open: inside.some((chat) => chat.id === this.current) || folders.length < FEW_FOLDERS },
        h('summary', {}, icon('folder'), h('span', { class: 'grow' }, folder), h('small', {}, String(inside.length))),
        this.items(inside, (chat) => this.about(chat)));
    });
    const loose = this.chats.filter((chat) => !chat.folder);
    this.put(parts, this.items(loose, (chat) => this.about(chat)), this.chats.length ? null : h('p', { class: 'hint' }, t('chats.none')));
  }

  /** Draws the list anew; the entry that has the focus has it again. @param {...Studio.Child} children */
  put(...children) {
    keepFocus(this.list, () => replace(this.list, ...children), () => this.input);
    this.mark(this.current);
  }

  /** @param {Wire.ChatSummary} chat */
  about(chat) {
    return `${date(chat.updated)} · ${tn('chats.messages', chat.message_count)}`;
  }

  /**
   * @template {Wire.ChatSummary} Chat
   * @param {Chat[]} chats @param {(chat: Chat) => string} about @param {(chat: Chat) => void} [followed]
   */
  items(chats, about, followed) {
    return chats.length === 0 ? null : h('ul', {}, chats.map((chat) => h('li', { 'data-id': chat.id },
      h('a', { href: `#/chat/${chat.id}`, 'data-id': chat.id, title: chat.title, onclick: () => followed?.(chat) },
        h('span', { class: 'title' }, chat.title || t('chats.untitled')), h('small', {}, about(chat))),
      h('button', {
        type: 'button', class: 'quiet small', 'aria-label': t('chats.menuOf', { title: chat.title }), 'aria-haspopup': 'dialog', onclick: guard(() => this.menu.open(chat)),
      }, icon('more')))));
  }

  /** Takes conversations from files. @param {File[]} files */
  async take(files) {
    let last = null;
    try {
      for (const file of files) {
        for (const chat of await importFile(file)) {
          await saveChat(chat);
          last = chat.id ?? null;
        }
      }
    } finally {
      // Those before one that can't be taken are there.
      await this.refresh();
    }
    if (last) this.does.open(last);
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.searching.abort();
    const words = this.input.value.trim();
    if (words) this.timer = setTimeout(() => this.search(words).catch(report), WAIT);
    else this.draw();
  }

  /** @param {string} words */
  async search(words) {
    this.searching = new AbortController();
    const { results, more } = await searchChats(words, this.searching.signal);
    this.put(this.items(results, (chat) => chat.excerpt, (chat) => this.does.found(chat.id, words)), results.length ? null : h('p', { class: 'hint' }, t('chats.noResult')),
      more ? h('p', { class: 'hint' }, t('chats.moreResults')) : null);
  }
}

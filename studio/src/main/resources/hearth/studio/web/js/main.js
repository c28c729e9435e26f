/** Starts the studio and shows the page the address names: #/chat, #/chat/ID, #/models … */
import { h, replace } from './dom.js';
import { reasonOf } from './failure.js';
import { icon } from './icons.js';
import { loadLanguage, t } from './i18n.js';
import { onTokenWanted } from './api.js';
import { applyTheme } from './theme.js';
import { ask, report } from './dialog.js';
import { watchPresses } from './focus.js';
import { ChatPage } from './chat/page.js';
import { katex } from './markdown/libraries.js';

/** @typedef {'chat' | 'compare' | 'documents' | 'models' | 'discover' | 'workshop' | 'server' | 'machine' | 'settings'} Name */

/** In the order of the menu. @type {Record<Name, {name: () => string, make: () => Promise<Studio.Page>}>} */
const PAGES = {
  chat: { name: () => t('nav.chat'), make: async () => theChat() },
  compare: { name: () => t('nav.compare'), make: async () => new (await import('./compare/page.js')).ComparePage() },
  documents: { name: () => t('nav.documents'), make: async () => new (await import('./documents/page.js')).DocumentsPage() },
  models: { name: () => t('nav.models'), make: async () => new (await import('./models/page.js')).ModelsPage() },
  discover: { name: () => t('nav.discover'), make: async () => new (await import('./discover/page.js')).DiscoverPage() },
  workshop: { name: () => t('nav.workshop'), make: async () => new (await import('./workshop/page.js')).WorkshopPage() },
  server: { name: () => t('nav.server'), make: async () => new (await import('./server/page.js')).ServerPage() },
  machine: { name: () => t('nav.machine'), make: async () => new (await import('./machine/page.js')).MachinePage() },
  settings: { name: () => t('nav.settings'), make: async () => new (await import('./settings/page.js')).SettingsPage() },
};
const NAMES = /** @type {Name[]} */ (Object.keys(PAGES));

/** One page of each kind, however often it is asked for while its scripts come. @type {Partial<Record<Name, Promise<Studio.Page>>>} */
const made = {};
/** @type {Studio.Page | null} */
let current = null;
/** @type {ChatPage | null} */
let chat = null;

/** @param {Name} name */
function page(name) {
  return made[name] ??= PAGES[name].make().catch((error) => {
    // The server may be back at the next try.
    delete made[name];
    throw error;
  });
}

function theChat() {
  chat ??= new ChatPage();
  return chat;
}

/** The menu, and the place for the page it leads to. */
class Frame {
  /** How often a page was chosen. */
  turn = 0;

  constructor() {
    this.main = h('main', { id: 'main', tabindex: '-1' });
    this.links = NAMES.map((name) => ({ name, link: h('a', { href: `#/${name}` }, icon(name), h('span', {}, PAGES[name].name())) }));
    for (const { name, link } of this.links) if (name === 'chat') link.addEventListener('click', () => { link.href = chatAddress(); });
    this.parts = [h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); this.main.focus(); } }, t('nav.skip')),
      h('nav', { class: 'pages', 'aria-label': t('nav.title') }, this.links.map(({ link }) => link)), this.main];
  }

  async route() {
    this.turn += 1;
    const { turn } = this;
    const [first = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/');
    const name = NAMES.find((each) => each === first) ?? 'chat';
    try {
      const next = await page(name);
      // Another page was chosen while the scripts of this one came.
      if (turn !== this.turn) return;
      if (current !== next) {
        current?.leave();
        current = next;
        replace(this.main, next.element);
      }
      for (const each of this.links) {
        if (each.name === name) each.link.setAttribute('aria-current', 'page');
        else each.link.removeAttribute('aria-current');
      }
      document.title = `${PAGES[name].name()} – Hearth Studio`;
      await next.show(rest.length ? decodeURIComponent(rest.join('/')) : null);
    } catch (error) {
      report(error);
    }
  }
}

/** From another page the menu leads back to the open conversation, from chat to a new one. */
function chatAddress() {
  const id = current === chat ? null : chat?.chat.id;
  return id ? `#/chat/${id}` : '#/chat';
}

/** @param {KeyboardEvent} event */
function shortcuts(event) {
  if (!(event.ctrlKey || event.metaKey) || !event.altKey) return;
  const deed = deedOf(event.key.toLowerCase());
  if (!deed) return;
  event.preventDefault();
  deed();
}

/** What a key does with Ctrl and Alt. @param {string} key @returns {(() => void) | null} */
function deedOf(key) {
  const name = key === 'n' ? 'chat' : NAMES[Number(key) - 1];
  if (name) return () => { location.hash = `#/${name}`; };
  if (current !== chat) return null;
  if (key === 'f') return () => chat?.search();
  return key === 's' ? () => chat?.talk.stop() : null;
}

/** @returns {HTMLElement} */
function place() {
  return document.getElementById('app') ?? document.body;
}

async function start() {
  applyTheme();
  watchPresses();
  await loadLanguage();
  onTokenWanted(async () => (await ask(t('token.title'), t('token.label'), { type: 'password', hint: t('token.hint') })) ?? '');
  const frame = new Frame();
  place().append(...frame.parts);
  window.addEventListener('hashchange', () => frame.route());
  document.addEventListener('keydown', shortcuts);
  await frame.route();
  // Large, and soon needed: better now than in the middle of an answer.
  const load = () => katex.use(() => {});
  if (window.requestIdleCallback) window.requestIdleCallback(load);
  else setTimeout(load);
}

start().catch((error) => {
  place().append(h('p', { class: 'problem', role: 'alert' }, reasonOf(error)));
});

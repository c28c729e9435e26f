/** Starts the studio and shows the page the address names: #/chat, #/chat/ID, #/models … */
import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { loadLanguage, t } from './i18n.js';
import { onTokenWanted } from './api.js';
import { applyTheme } from './theme.js';
import { ask, report } from './dialog.js';
import { ChatPage } from './chat/page.js';
import { katex } from './markdown/libraries.js';

const PAGES = {
  chat: { picture: 'chat', name: () => t('nav.chat'), load: async () => ChatPage },
  compare: { picture: 'compare', name: () => t('nav.compare'), load: async () => (await import('./compare/page.js')).ComparePage },
  documents: { picture: 'documents', name: () => t('nav.documents'), load: async () => (await import('./documents/page.js')).DocumentsPage },
  models: { picture: 'models', name: () => t('nav.models'), load: async () => (await import('./models/page.js')).ModelsPage },
  discover: { picture: 'discover', name: () => t('nav.discover'), load: async () => (await import('./discover/page.js')).DiscoverPage },
  workshop: { picture: 'workshop', name: () => t('nav.workshop'), load: async () => (await import('./workshop/page.js')).WorkshopPage },
  server: { picture: 'server', name: () => t('nav.server'), load: async () => (await import('./server/page.js')).ServerPage },
  machine: { picture: 'machine', name: () => t('nav.machine'), load: async () => (await import('./machine/page.js')).MachinePage },
  settings: { picture: 'settings', name: () => t('nav.settings'), load: async () => (await import('./settings/page.js')).SettingsPage },
};

const made = {};
const making = {};
let current = null;
let chosen = 0;

/** One page of each kind, however often it is asked for while its scripts come. */
function page(name) {
  making[name] ??= PAGES[name].load().then((Page) => { made[name] = new Page(); return made[name]; }).catch((error) => {
    // The server may be back at the next try.
    delete making[name];
    throw error;
  });
  return making[name];
}

async function route(main, links) {
  chosen += 1;
  const turn = chosen;
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const wanted = name in PAGES ? name : 'chat';
  try {
    const next = await page(wanted);
    // Another page was chosen while the scripts of this one came.
    if (turn !== chosen) return;
    if (current !== next) {
      current?.leave();
      current = next;
      replace(main, next.element);
    }
    for (const [each, link] of Object.entries(links)) {
      if (each === wanted) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${PAGES[wanted].name()} – Hearth Studio`;
    await next.show(rest.length ? decodeURIComponent(rest.join('/')) : null);
  } catch (error) {
    report(error);
  }
}

function shortcuts(event) {
  if (!(event.ctrlKey || event.metaKey) || !event.altKey) return;
  const target = { n: '#/chat', ...Object.fromEntries(Object.keys(PAGES).map((name, i) => [String(i + 1), `#/${name}`])) }[event.key.toLowerCase()];
  if (target) {
    event.preventDefault();
    location.hash = target;
  }
}

async function start() {
  applyTheme();
  await loadLanguage();
  onTokenWanted(async () => (await ask(t('token.title'), t('token.label'), { type: 'password', hint: t('token.hint') })) ?? '');
  const links = Object.fromEntries(Object.entries(PAGES).map(([name, each]) => [name,
    h('a', { href: `#/${name}` }, icon(each.picture), h('span', {}, each.name()))]));
  links.chat.addEventListener('click', () => {
    // From another page it leads back to the open conversation, from chat to a new one.
    const id = current === made.chat ? null : made.chat?.chat?.id;
    links.chat.setAttribute('href', id ? `#/chat/${id}` : '#/chat');
  });
  const main = h('main', { id: 'main', tabindex: '-1' });
  document.getElementById('app').append(
    h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, t('nav.skip')),
    h('nav', { class: 'pages', 'aria-label': t('nav.title') }, Object.values(links)), main);
  window.addEventListener('hashchange', () => route(main, links));
  document.addEventListener('keydown', shortcuts);
  await route(main, links);
  // Large, and soon needed: better now than in the middle of an answer.
  (window.requestIdleCallback ?? setTimeout)(() => katex.use(() => {}));
}

start().catch((error) => {
  document.getElementById('app').append(h('p', { class: 'problem', role: 'alert' }, error.message));
});

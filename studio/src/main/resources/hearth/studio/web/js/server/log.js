/** The server's log as it grows. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { readLog } from '../endpoints.js';
import { button, check } from '../controls.js';
import { copyText } from '../dialog.js';
import { Poll } from '../poll.js';

const EVERY = 1500;
const KEPT = 2000;
const OF_STUDIO = / route=(?:\/studio[/ ]|\/metrics |\/api\/ps |\/api\/tags |\/api\/version |\/ )/;

export class LogView {
  /** @type {string[]} */
  lines = [];
  next = 0;
  paused = false;

  constructor() {
    this.words = h('input', { type: 'search', oninput: () => this.draw() });
    this.own = h('input', { type: 'checkbox', onchange: () => this.draw() });
    this.pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.setPaused(!this.paused) }, icon('pause'), t('log.pause'));
    this.text = h('pre', { class: 'log', tabindex: '0', role: 'log', 'aria-live': 'off', 'aria-label': t('server.log') });
    this.element = h('div', { class: 'card' }, h('div', { class: 'row end wrap' }, field(t('chats.search'), this.words), this.pause,
      button('copy', t('code.copy'), () => copyText(this.shown().join('\n')))),
    check(this.own, t('log.own')), this.text, h('p', { class: 'hint' }, t('log.hint')));
    this.poll = new Poll(EVERY, () => this.refresh());
  }

  async start() {
    this.poll.start();
    await this.refresh();
  }

  stop() {
    this.poll.stop();
  }

  /** @param {boolean} paused */
  setPaused(paused) {
    this.paused = paused;
    this.pause.setAttribute('aria-pressed', String(paused));
    if (!paused) this.refresh().catch(() => {});
  }

  async refresh() {
    if (this.paused) return;
    const { first, next, lines } = await readLog(this.next);
    // A server that was started again counts from the beginning.
    if (next < this.next) {
      this.next = 0;
      this.lines = [];
      return;
    }
    if (first > this.next && this.next > 0) this.lines.push(t('log.gap', { count: first - this.next }));
    this.next = next;
    if (!lines.length) return;
    this.lines = [...this.lines, ...lines].slice(-KEPT);
    this.draw();
  }

  shown() {
    const words = this.words.value.trim().toLowerCase();
    return this.lines.filter((line) => (this.own.checked || !OF_STUDIO.test(line)) && line.toLowerCase().includes(words));
  }

  draw() {
    const atEnd = this.text.scrollHeight - this.text.scrollTop - this.text.clientHeight < 40;
    replace(this.text, this.shown().join('\n') || t('log.empty'));
    if (atEnd) this.text.scrollTop = this.text.scrollHeight;
  }
}

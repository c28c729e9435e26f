/** The chosen branch of a conversation on the page. */
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { path, siblings } from './tree.js';
import { MessageView } from './message.js';

const NEAR = 80;

export class Thread {
  /** @param does what the messages' buttons do; see MessageView */
  constructor(does) {
    this.does = does;
    this.views = new Map();
    this.element = h('div', { class: 'thread', role: 'log', 'aria-live': 'off', 'aria-label': t('chat.thread'), tabindex: '0' });
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.follows = true;
    this.element.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.element;
      this.follows = scrollHeight - scrollTop - clientHeight < NEAR;
    }, { passive: true });
  }

  show(chat, empty) {
    // A frame that is still due would show the new view as unfinished.
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const nodes = path(chat);
    this.views = new Map(nodes.map((node, i) => [node.id, new MessageView(node, siblings(chat, node), i === nodes.length - 1, this.does)]));
    replace(this.element, nodes.length ? [...this.views.values()].map((view) => view.element) : empty);
    this.follows = true;
    this.toEnd();
  }

  /** Draws a message at the next frame, however often it changes until then. */
  changed(id) {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.views.get(id)?.draw(true);
      this.toEnd();
    });
  }

  toEnd() {
    if (this.follows) this.element.scrollTop = this.element.scrollHeight;
  }

  /** Tells those who can't see it. */
  say(text) {
    this.said.textContent = text;
  }
}

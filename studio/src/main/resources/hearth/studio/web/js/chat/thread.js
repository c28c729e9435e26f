/** The chosen branch of a conversation on the page. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { path } from './tree.js';
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
    const versions = Map.groupBy(chat.nodes, (node) => node.parent);
    const views = nodes.map((node, i) => this.view(node, versions.get(node.parent), i === nodes.length - 1));
    this.views = new Map(views.map((view) => [view.node.id, view]));
    // What is there already stays in place: a long conversation takes long to draw.
    let kept = 0;
    while (kept < views.length && this.element.children[kept] === views[kept].element) kept += 1;
    while (this.element.childNodes.length > kept) this.element.lastChild.remove();
    this.element.append(...views.length ? views.slice(kept).map((view) => view.element) : [empty]);
    this.follows = true;
    this.toEnd();
  }

  /** The view of before if it would look the same; the last ones change while they are the last. */
  view(node, versions, isLast) {
    const old = this.views.get(node.id);
    const same = old && old.node === node && !isLast && !old.isLast && versions.length === old.versions.length
      && versions.every((each, i) => each === old.versions[i]);
    return same ? old : new MessageView(node, versions, isLast, this.does);
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

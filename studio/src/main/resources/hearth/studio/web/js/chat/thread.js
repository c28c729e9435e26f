/** The chosen branch of a conversation on the page. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from '../controls.js';
import { path } from './tree.js';
import { MessageView } from './message.js';

const NEAR = 80;
/** So long may messages take to have their height: they get it when they come into sight. */
const FRAMES = 6;

export class Thread {
  /** @type {Map<string, MessageView>} */
  views = new Map();
  /** Of a drawing that is due; 0 for none. */
  frame = 0;
  settling = 0;
  /** Whether the end stays in sight while an answer grows. */
  follows = true;
  /** The place of the end when it was last gone to. */
  reached = 0;

  /** @param {Studio.MessageDeeds} does */
  constructor(does) {
    this.does = does;
    this.element = h('div', { class: 'thread', role: 'log', 'aria-live': 'off', 'aria-label': t('chat.thread'), tabindex: '0' });
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.jump = iconButton('down', t('chat.toEnd'), () => {
      this.settle();
      this.element.focus({ preventScroll: true });
    }, { class: 'round jump', hidden: true });
    this.foot = h('div', { class: 'thread-foot' }, this.jump);
    this.element.addEventListener('scroll', () => this.look(), { passive: true });
  }

  look() {
    this.follows = this.isNearEnd();
    this.jump.hidden = this.follows;
  }

  isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Whether the reader has left the end: it may also have gone further down by itself. */
  isLeft() {
    return this.element.scrollTop < this.reached - 1 && !this.isNearEnd();
  }

  /** @param {Studio.Conversation} chat @param {Element} empty shown if there are no messages @param {boolean} toEnd false to stay where the reader is */
  show(chat, empty, toEnd) {
    // A frame that is still due would show the new view as unfinished.
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.settling);
    this.frame = 0;
    const nodes = path(chat);
    const versions = Map.groupBy(chat.nodes, (node) => node.parent);
    const views = nodes.map((node, i) => this.view(node, versions.get(node.parent) ?? [node], i === nodes.length - 1));
    this.views = new Map(views.map((view) => [view.node.id, view]));
    if (this.isLeft()) this.follows = false;
    const held = this.held();
    const place = this.element.scrollTop;
    // What is there already stays in place: a long conversation takes long to draw.
    let kept = 0;
    while (kept < views.length && this.element.children[kept] === views[kept]?.element) kept += 1;
    while (this.element.childNodes.length > kept) this.element.lastChild?.remove();
    this.element.append(...views.length ? views.slice(kept).map((view) => view.element) : [empty]);
    this.holdAgain(held);
    if (toEnd || this.follows) this.settle();
    else this.stay(place);
    this.look();
  }

  /**
   * The view of before if it would look the same; the last ones change while they are the last.
   * @param {Studio.Message} node @param {Studio.Message[]} versions @param {boolean} isLast
   */
  view(node, versions, isLast) {
    const old = this.views.get(node.id);
    const same = old && old.node === node && !isLast && !old.isLast && versions.length === old.versions.length
      && versions.every((each, i) => each === old.versions[i]);
    return same ? old : new MessageView(node, versions, isLast, this.does);
  }

  /** The message whose button has the focus, and the button's name: both may be drawn anew. */
  held() {
    const focused = document.activeElement;
    const at = focused ? [...this.element.children].findIndex((each) => each.contains(focused)) : -1;
    return at < 0 ? null : { at, name: focused?.getAttribute('aria-label') ?? '' };
  }

  /** @param {{at: number, name: string} | null} held */
  holdAgain(held) {
    if (!held || this.element.contains(document.activeElement)) return;
    const message = this.element.children[Math.min(held.at, this.element.children.length - 1)];
    const same = [...message?.querySelectorAll('button') ?? []].find((each) => each.getAttribute('aria-label') === held.name);
    (same ?? this.element).focus({ preventScroll: true });
  }

  /** Draws a message at the next frame, however often it changes until then. @param {string} id */
  changed(id) {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.views.get(id)?.draw(true);
      this.toEnd();
    });
  }

  /** Leads to a message. @param {string} id */
  reveal(id, frames = FRAMES) {
    cancelAnimationFrame(this.settling);
    const element = this.views.get(id)?.element;
    if (!element) return;
    element.scrollIntoView({ block: 'center' });
    if (frames > 0) this.settling = requestAnimationFrame(() => this.reveal(id, frames - 1));
    else {
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    }
  }

  /** Stays at a place while what is below gets its height. @param {number} place */
  stay(place, frames = FRAMES) {
    this.element.scrollTop = place;
    if (frames > 0) this.settling = requestAnimationFrame(() => this.stay(place, frames - 1));
  }

  /** Goes to the end, and stays there while it moves away. */
  settle(frames = FRAMES) {
    if (frames < FRAMES && this.isLeft()) return;
    this.follows = true;
    this.toEnd();
    if (frames > 0) this.settling = requestAnimationFrame(() => this.settle(frames - 1));
  }

  toEnd() {
    if (!this.follows) return;
    this.element.scrollTop = this.element.scrollHeight;
    this.reached = this.element.scrollTop;
  }

  /** Tells those who can't see it. @param {string} text */
  say(text) {
    this.said.textContent = text;
  }
}

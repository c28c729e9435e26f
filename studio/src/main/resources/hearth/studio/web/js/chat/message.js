/** One message on the page. */
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from '../controls.js';
import { copyText } from '../dialog.js';
import { bookmark } from '../focus.js';
import { MarkdownView } from '../markdown/view.js';
import { contextNote, linkCitations, sourceList } from '../documents/citations.js';
import { allWords } from './figures.js';
import { editForm } from './message-edit.js';
import { Probabilities } from './probabilities.js';
import { toolCalls as callsOf, toolResult } from './tool-calls.js';

/** @type {Record<string, () => string>} */
const NAMES = { user: () => t('chat.you'), assistant: () => t('chat.model'), tool: () => t('chat.tool'), system: () => t('chat.system') };

/** An answer that was asked for as JSON is no markdown. @param {string} json */
function asCode(json) {
  const fence = '`'.repeat(Math.max(3, ...(json.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}json\n${json}\n${fence}`;
}

/** @param {Parameters<typeof iconButton>[0]} picture @param {string} label @param {() => unknown} action */
const deed = (picture, label, action) => iconButton(picture, label, action, { class: 'quiet small' });

export class MessageView {
  /** @type {HTMLElement | null} */
  probabilities = null;

  /** @param {Studio.Message} node @param {Studio.Message[]} versions those with the same parent @param {boolean} isLast @param {Studio.MessageDeeds} does */
  constructor(node, versions, isLast, does) {
    this.node = node;
    this.does = does;
    this.isLast = isLast;
    this.versions = versions;
    this.markdown = new MarkdownView();
    this.thinking = new MarkdownView();
    this.thought = h('details', { class: 'thinking', hidden: true }, h('summary', {}, t('chat.thinking')), this.thinking.element);
    this.tools = h('div', { class: 'tools' });
    this.text = node.role === 'user' ? h('div', { class: 'plain' }) : this.markdown.element;
    this.body = h('div', { class: 'body' }, this.thought, node.toolServer ? toolResult(node) : this.text, this.tools);
    this.foot = h('footer', {});
    const name = node.role === 'assistant' && node.model ? node.model.replace(/:latest$/, '') : NAMES[node.role]?.() ?? node.role;
    this.element = h('article', { class: `message ${node.role}`, 'data-id': node.id, 'aria-label': name },
      h('header', {}, h('h2', {}, name), node.toolName ? h('code', {}, node.toolServer ? `${node.toolServer} · ${node.toolName}` : node.toolName) : null), this.body, this.foot);
    this.draw(false);
  }

  /** Shows what the node has now. @param {boolean} streaming whether more is to come */
  draw(streaming) {
    const { role, content = '', thinking, json, toolCalls = [] } = this.node;
    this.element.setAttribute('aria-busy', String(streaming));
    this.element.classList.toggle('streaming', streaming);
    if (thinking) {
      this.thought.hidden = false;
      this.thinking.set(thinking, streaming);
    }
    if (role === 'user') this.text.textContent = content;
    else if (!this.node.toolServer) this.markdown.set(json ? asCode(content) : content, streaming);
    const waits = !streaming && this.isLast && toolCalls.length > 0 && !this.does.busy();
    replace(this.tools, callsOf(this.node, waits, this.does));
    if (streaming) {
      this.hideTokens();
      replace(this.foot);
    } else this.drawFoot();
  }

  drawFoot() {
    const { node } = this;
    const context = node.role === 'assistant' ? this.does.context(node) : null;
    if (context) linkCitations(this.markdown.element, context.sources, this.does.open);
    replace(this.foot, this.problem(), node.context && contextNote(node.context), context && sourceList(context, node.content ?? '', this.does.open),
      node.stats && h('p', { class: 'stats', title: node.stats.reuseNote || null }, allWords(node.stats)), this.actions());
  }

  hideTokens() {
    this.probabilities?.remove();
    this.probabilities = null;
    this.text.hidden = false;
  }

  /** The same answer in two forms: as it reads, or token by token. @param {Studio.KeptToken[]} tokens */
  toggleTokens(tokens) {
    if (this.probabilities) {
      this.hideTokens();
      return;
    }
    this.probabilities = new Probabilities(tokens, Boolean(this.node.tokensCut)).element;
    this.text.hidden = true;
    this.text.after(this.probabilities);
    this.probabilities.scrollIntoView({ block: 'nearest' });
  }

  problem() {
    const { node } = this;
    if (node.error) return h('p', { class: 'problem', role: 'alert' }, t('chat.failed', { reason: node.error }));
    if (node.stopped) return h('p', { class: 'hint' }, t('chat.stopped'));
    if (node.stats?.reason === 'length') return h('p', { class: 'hint' }, t('chat.cut'));
    return null;
  }

  actions() {
    const { node, does } = this;
    const { role, content = '', tokens } = node;
    const answers = role === 'assistant';
    return h('div', { class: 'actions', role: 'group', 'aria-label': t('chat.actions') },
      this.versions.length > 1 && this.versionButtons(),
      tokens?.length ? deed('bars', t('tokens.show'), () => this.toggleTokens(tokens)) : null,
      deed('copy', t('chat.copy'), () => copyText(content)),
      role !== 'tool' && deed('edit', t('chat.edit'), () => this.edit()),
      answers && deed('redo', t('chat.regenerate'), () => does.regenerate(node)),
      answers && this.isLast && content !== '' && !node.toolCalls?.length && deed('play', t('chat.continue'), () => does.proceed(node)),
      deed('bin', t('chat.removeMessage'), () => does.remove(node)));
  }

  versionButtons() {
    const count = this.versions.length;
    const at = this.versions.indexOf(this.node);
    /** @param {number} step */
    const go = (step) => {
      const other = this.versions[(at + step + count) % count];
      if (other) this.does.choose(other);
    };
    return h('span', { class: 'versions' }, deed('back', t('chat.versionBefore'), () => go(-1)),
      h('span', { role: 'img', 'aria-label': t('chat.version', { at: at + 1, of: count }) }, `${at + 1}/${count}`),
      deed('next', t('chat.versionNext'), () => go(1)));
  }

  /** A changed question is asked again; a changed answer only stands beside the old one. */
  edit() {
    if (this.does.busy()) return;
    const asks = this.node.role === 'user';
    const opener = bookmark(document.activeElement);
    const form = editForm(this.node.content ?? '', asks, (text) => {
      form.replaceWith(this.body);
      this.foot.hidden = false;
      opener()?.focus();
      if (text !== null) this.does.edit(this.node, text, asks);
    });
    this.body.replaceWith(form);
    this.foot.hidden = true;
    form.querySelector('textarea')?.focus();
  }
}

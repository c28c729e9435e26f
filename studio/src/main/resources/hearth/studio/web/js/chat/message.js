/** One message on the page. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, seconds, t, tn } from '../i18n.js';
import { copyText } from '../dialog.js';
import { MarkdownView } from '../markdown/view.js';
import { contextNote, linkCitations, sourceList } from '../documents/citations.js';
import { Probabilities } from './probabilities.js';

const NAMES = { user: () => t('chat.you'), assistant: () => t('chat.model'), tool: () => t('chat.tool'), system: () => t('chat.system') };

/** An answer that was asked for as JSON is no markdown. */
function asCode(json) {
  const fence = '`'.repeat(Math.max(3, ...(json.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}json\n${json}\n${fence}`;
}

/** For the model, which reads English best. */
const DECLINED = 'The user declined this call; it was not run.';

function action(name, label, onclick) {
  return h('button', { type: 'button', class: 'quiet small', title: label, 'aria-label': label, onclick }, icon(name));
}

export class MessageView {
  /**
   * @param node of the tree
   * @param does {edit(node, text, resend), regenerate(node), proceed(node), choose(node), remove(node), toolResults(node, [{name, text}]), busy(), context(node), open(source)}
   */
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
    this.body = h('div', { class: 'body' }, this.thought, this.text, this.tools);
    this.foot = h('footer', {});
    const name = node.role === 'assistant' && node.model ? node.model.replace(/:latest$/, '') : NAMES[node.role]?.() ?? node.role;
    this.element = h('article', { class: `message ${node.role}`, 'aria-label': name },
      h('header', {}, h('h2', {}, name), node.toolName ? h('code', {}, node.toolName) : null), this.body, this.foot);
    this.draw(false);
  }

  /** Shows what the node has now. */
  draw(streaming) {
    const { node } = this;
    this.element.setAttribute('aria-busy', String(streaming));
    this.element.classList.toggle('streaming', streaming);
    if (node.thinking) {
      this.thought.hidden = false;
      this.thinking.set(node.thinking, streaming);
    }
    if (node.role === 'user') this.text.textContent = node.content;
    else this.markdown.set(node.json ? asCode(node.content) : node.content ?? '', streaming);
    replace(this.tools, (node.toolCalls ?? []).map((call) => this.toolCall(call)), streaming ? null : this.toolForm());
    if (streaming) this.hideTokens();
    const context = node.role === 'assistant' && !streaming ? this.does.context(node) : null;
    if (context) linkCitations(this.markdown.element, context.sources, this.does.open);
    replace(this.foot, streaming ? null : [this.problem(), contextNote(node), context ? sourceList(context, node.content, this.does.open) : null, this.stats(), this.actions()]);
  }

  hideTokens() {
    this.probabilities?.remove();
    this.probabilities = null;
    this.text.hidden = false;
  }

  /** The same answer in two forms: as it reads, or token by token. */
  toggleTokens() {
    if (this.probabilities) {
      this.hideTokens();
      return;
    }
    this.probabilities = new Probabilities(this.node).element;
    this.text.hidden = true;
    this.text.after(this.probabilities);
    this.probabilities.scrollIntoView({ block: 'nearest' });
  }

  toolCall(call) {
    const { name, arguments: values } = call.function;
    return h('div', { class: 'tool-call' }, h('p', {}, icon('settings'), t('chat.toolCall'), ' ', h('code', {}, name)),
      h('pre', { tabindex: '0', role: 'region', 'aria-label': t('chat.toolArguments') }, JSON.stringify(values, null, 2)));
  }

  /** Nothing runs by itself: the user runs the tools and tells what they gave. */
  toolForm() {
    const calls = this.node.toolCalls ?? [];
    if (!calls.length || !this.isLast || this.does.busy()) return null;
    const areas = calls.map(() => h('textarea', { rows: 3, required: true }));
    return h('form', { class: 'tool-call', onsubmit: (event) => {
      event.preventDefault();
      this.does.toolResults(this.node, areas.map((area, i) => ({ name: calls[i].function.name, text: area.value })));
    } }, h('p', { class: 'hint' }, t('chat.toolHint')),
    calls.map((call, i) => field(t('chat.toolResult', { name: call.function.name }), areas[i])),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', onclick: () => this.does.toolResults(this.node, calls.map((call) => ({ name: call.function.name, text: DECLINED }))) }, t('chat.toolDecline')),
      h('button', { type: 'submit', class: 'primary' }, t('chat.toolSend'))));
  }

  problem() {
    const { node } = this;
    if (node.error) return h('p', { class: 'problem', role: 'alert' }, t('chat.failed', { reason: node.error }));
    if (node.stopped) return h('p', { class: 'hint' }, t('chat.stopped'));
    if (node.stats?.reason === 'length') return h('p', { class: 'hint' }, t('chat.cut'));
    return null;
  }

  stats() {
    const { stats } = this.node;
    if (!stats) return null;
    const parts = [tn('stats.tokens', stats.generated)];
    if (stats.rate) parts.unshift(t('stats.rate', { rate: number(stats.rate, stats.rate < 10 ? 1 : 0) }));
    if (stats.firstToken !== null) parts.push(t('stats.first', { time: seconds(stats.firstToken) }));
    if (stats.load > 0.05) parts.push(t('stats.load', { time: seconds(stats.load) }));
    parts.push(t('stats.prompt', { count: number(stats.prompt), reused: number(stats.reused) }));
    return h('p', { class: 'stats', title: stats.reuseNote || null }, parts.join(' · '));
  }

  actions() {
    const { node, does } = this;
    const at = this.versions.indexOf(node);
    const list = [];
    if (this.versions.length > 1) {
      list.push(h('span', { class: 'versions' },
        action('back', t('chat.versionBefore'), () => does.choose(this.versions[(at + this.versions.length - 1) % this.versions.length])),
        h('span', { 'aria-label': t('chat.version', { at: at + 1, of: this.versions.length }) }, `${at + 1}/${this.versions.length}`),
        action('next', t('chat.versionNext'), () => does.choose(this.versions[(at + 1) % this.versions.length]))));
    }
    if (node.tokens?.length) list.push(action('bars', t('tokens.show'), () => this.toggleTokens()));
    list.push(action('copy', t('chat.copy'), () => copyText(node.content ?? '')));
    if (node.role !== 'tool') list.push(action('edit', t('chat.edit'), () => this.edit()));
    if (node.role === 'assistant') list.push(action('redo', t('chat.regenerate'), () => does.regenerate(node)));
    if (node.role === 'assistant' && this.isLast && node.content && !node.toolCalls?.length) {
      list.push(action('play', t('chat.continue'), () => does.proceed(node)));
    }
    list.push(action('bin', t('chat.removeMessage'), () => does.remove(node)));
    return h('div', { class: 'actions', role: 'group', 'aria-label': t('chat.actions') }, list);
  }

  /** Turns the message into a text box. A changed question is asked again; a changed answer only stands beside the old one. */
  edit() {
    if (this.does.busy()) return;
    const { node } = this;
    const asks = node.role === 'user';
    const area = h('textarea', { rows: Math.min(20, (node.content ?? '').split('\n').length + 1), value: node.content ?? '', 'aria-label': t('chat.edit') });
    const opener = document.activeElement;
    const done = () => {
      form.replaceWith(this.body);
      this.foot.hidden = false;
      opener?.focus();
    };
    const submit = () => {
      done();
      if (area.value.trim() && area.value !== node.content) this.does.edit(node, area.value, asks);
    };
    const form = h('form', {
      class: 'edit',
      onsubmit: (event) => { event.preventDefault(); submit(); },
      onkeydown: (event) => {
        if (event.key === 'Escape') done();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
      },
    }, area, h('p', { class: 'hint' }, t(asks ? 'chat.editHint' : 'chat.editAnswerHint')),
    h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: done }, t('dialog.cancel')),
      h('button', { type: 'submit', class: 'primary' }, t(asks ? 'chat.send' : 'chat.save'))));
    this.body.replaceWith(form);
    this.foot.hidden = true;
    area.focus();
  }
}

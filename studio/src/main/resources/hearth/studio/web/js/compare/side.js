/** One of two models that answer the same messages. */
import { field, h, replace } from '../dom.js';
import { isAbort, reasonOf } from '../failure.js';
import { t } from '../i18n.js';
import { notice } from '../dialog.js';
import { answer, requestBody } from '../chat/answer.js';
import { speedWords } from '../chat/figures.js';
import { MarkdownView } from '../markdown/view.js';

export class Side {
  /** @type {Studio.NewMessage[]} */
  nodes = [];

  /** @param {string} label */
  constructor(label) {
    this.select = h('select', {});
    this.log = h('div', {});
    this.element = h('section', { class: 'card', 'aria-label': label }, field(label, this.select), this.log);
  }

  clear() {
    this.nodes = [];
    replace(this.log);
  }

  /** @param {string} text @param {Studio.ChatSettings} settings @param {AbortSignal} signal */
  async ask(text, settings, signal) {
    const model = this.select.value;
    this.nodes.push({ role: 'user', content: text });
    const body = requestBody(model, this.nodes, settings);
    const view = new AnswerView(model);
    this.log.append(h('h2', {}, t('chat.you')), h('p', { class: 'plain' }, text), view.element);
    await view.fill(body, signal);
    this.nodes.push({ role: 'assistant', content: view.content, model });
  }

  last() {
    return this.nodes.findLast((node) => node.role === 'assistant')?.content ?? '';
  }
}

/** An answer while it comes. */
class AnswerView {
  content = '';
  thinking = '';
  frame = 0;

  /** @param {string} model */
  constructor(model) {
    this.text = new MarkdownView();
    this.thought = new MarkdownView();
    this.fold = h('details', { class: 'thinking', hidden: true }, h('summary', {}, t('chat.thinking')), this.thought.element);
    this.foot = h('p', { class: 'stats' });
    this.element = h('div', {}, h('h2', {}, model), this.fold, this.text.element, this.foot);
  }

  /** @param {Wire.ChatRequest} body @param {AbortSignal} signal */
  async fill(body, signal) {
    const draw = () => { this.frame ||= requestAnimationFrame(() => this.show(true)); };
    try {
      const figures = await answer(body, signal, {
        text: (piece) => { this.content += piece; draw(); },
        thinking: (piece) => { this.thinking += piece; draw(); },
        tools: (calls) => { this.content += `\n\n\`${JSON.stringify(calls)}\``; draw(); },
        warning: (line) => notice(t('chat.warning', { text: line })),
      });
      this.foot.textContent = speedWords(figures).join(' · ');
    } catch (error) {
      this.foot.textContent = isAbort(error) ? t('chat.stopped') : t('chat.failed', { reason: reasonOf(error) });
      this.foot.classList.add('problem');
    }
    cancelAnimationFrame(this.frame);
    this.show(false);
  }

  /** @param {boolean} growing */
  show(growing) {
    this.frame = 0;
    this.text.set(this.content, growing);
    this.fold.hidden = !this.thinking;
    this.thought.set(this.thinking, growing);
  }
}

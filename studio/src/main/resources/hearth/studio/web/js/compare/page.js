/** Compare: the same messages to two models, side by side. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, seconds, t, tn } from '../i18n.js';
import { notice, report } from '../dialog.js';
import { answer, requestBody } from '../chat/answer.js';
import { MarkdownView } from '../markdown/view.js';
import { installedModels, modelOptions } from '../models/list.js';
import { diffWords } from './diff.js';

/** One of the two. */
class Side {
  constructor(label) {
    this.select = h('select', {});
    this.log = h('div', {});
    this.element = h('section', { class: 'card', 'aria-label': label }, field(label, this.select), this.log);
    this.nodes = [];
  }

  clear() {
    this.nodes = [];
    replace(this.log);
  }

  async ask(text, settings, signal) {
    this.nodes.push({ role: 'user', content: text });
    const body = requestBody(this.select.value, this.nodes, settings);
    const node = { role: 'assistant', content: '', model: this.select.value };
    const view = new MarkdownView();
    const thought = new MarkdownView();
    const thinking = h('details', { class: 'thinking', hidden: true }, h('summary', {}, t('chat.thinking')), thought.element);
    const foot = h('p', { class: 'stats' });
    this.log.append(h('h2', {}, t('chat.you')), h('p', { class: 'plain' }, text), h('h2', {}, node.model), thinking, view.element, foot);
    let frame = null;
    const show = (growing) => {
      frame = null;
      view.set(node.content, growing);
      if (node.thinking) {
        thinking.hidden = false;
        thought.set(node.thinking, growing);
      }
    };
    const draw = () => { frame ??= requestAnimationFrame(() => show(true)); };
    try {
      const stats = await answer(body, signal, {
        text: (piece) => { node.content += piece; draw(); },
        thinking: (piece) => { node.thinking = (node.thinking ?? '') + piece; draw(); },
        tools: (calls) => { node.content += `\n\n\`${JSON.stringify(calls)}\``; draw(); },
        warning: (line) => notice(t('chat.warning', { text: line })),
      });
      foot.textContent = [stats.rate ? t('stats.rate', { rate: number(stats.rate, 1) }) : null, tn('stats.tokens', stats.generated),
        stats.firstToken === null ? null : t('stats.first', { time: seconds(stats.firstToken) })].filter(Boolean).join(' · ');
    } catch (error) {
      foot.textContent = error.name === 'AbortError' ? t('chat.stopped') : t('chat.failed', { reason: error.message });
      foot.classList.add('problem');
    }
    cancelAnimationFrame(frame);
    show(false);
    this.nodes.push(node);
  }

  last() {
    return this.nodes.findLast((node) => node.role === 'assistant')?.content ?? '';
  }
}

export class ComparePage {
  constructor() {
    this.sides = [new Side(t('compare.first')), new Side(t('compare.second'))];
    this.system = h('textarea', { rows: 2 });
    this.temperature = h('input', { type: 'number', min: 0, max: 5, step: 'any', value: '0' });
    this.limit = h('input', { type: 'number', min: 1, max: 100000, step: 1, value: '400' });
    this.prompt = h('textarea', {
      rows: 2, onkeydown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          if (!this.busy) this.form.requestSubmit();
        }
      },
    });
    this.button = h('button', { type: 'submit', class: 'primary' });
    this.form = h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      h('details', {}, h('summary', {}, t('panel.title')), field(t('panel.system'), this.system),
        h('div', { class: 'grid' }, field('temperature', this.temperature, t('option.temperature')), field('num_predict', this.limit, t('option.num_predict')))),
      field(t('chat.placeholder'), this.prompt),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => this.clear() }, t('compare.clear')), this.button));
    this.diff = h('section', { class: 'card', hidden: true });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.compare')), h('p', { class: 'hint' }, t('compare.hint')), this.form,
      h('div', { class: 'compare' }, this.sides.map((side) => side.element)), this.diff);
    this.setBusy(false);
  }

  async show() {
    const models = await installedModels();
    const names = models.filter((model) => !model.capabilities?.includes('embedding')).map((model) => model.name);
    this.sides.forEach((side, i) => replace(side.select, modelOptions(models, side.select.value || names[Math.min(i, names.length - 1)] || '')));
  }

  leave() {
    // Answers go on while other pages are looked at.
  }

  setBusy(busy) {
    this.busy = busy;
    replace(this.button, icon(busy ? 'stop' : 'send'), t(busy ? 'chat.stop' : 'compare.send'));
  }

  clear() {
    this.control?.abort();
    this.sides.forEach((side) => side.clear());
    this.diff.hidden = true;
  }

  async submit() {
    if (this.busy) {
      this.control.abort();
      return;
    }
    const text = this.prompt.value.trim();
    if (!text) return;
    if (this.sides.some((side) => !side.select.value)) {
      notice(t('chat.noModel'), 'error');
      return;
    }
    this.prompt.value = '';
    this.control = new AbortController();
    this.setBusy(true);
    const options = { temperature: Number(this.temperature.value), num_predict: Number(this.limit.value) };
    try {
      await Promise.all(this.sides.map((side) => side.ask(text, { system: this.system.value, options }, this.control.signal)));
      this.showDiff();
    } catch (error) {
      report(error);
    } finally {
      this.setBusy(false);
    }
  }

  showDiff() {
    const [a, b] = this.sides.map((side) => side.last());
    const pieces = diffWords(a, b);
    const drawn = pieces?.map(([kind, text]) => {
      if (kind === 'same') return text;
      return kind === 'added' ? h('ins', {}, text) : h('del', { class: 'change' }, text);
    });
    replace(this.diff, h('h2', {}, t('compare.diff')), h('p', { class: 'hint' }, t('compare.diffHint')),
      a === b ? h('p', {}, t('compare.same')) : pieces ? h('div', { class: 'diff' }, drawn) : h('p', {}, t('compare.tooLong')));
    this.diff.hidden = !a && !b;
  }
}

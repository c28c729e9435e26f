/** How full the model's window was at the last answer. */
import { listLoaded } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { number, t } from '../i18n.js';
import { path } from './tree.js';

export class Gauge {
  constructor() {
    this.element = h('span', { class: 'gauge' });
  }

  /** @param {Studio.Conversation} chat */
  async show(chat) {
    const stats = path(chat).findLast((node) => node.stats)?.stats;
    const loaded = (await listLoaded()).models.find((model) => model.name === chat.model);
    if (!stats || !loaded) {
      replace(this.element);
      return;
    }
    const all = loaded.context_length;
    const used = stats.prompt + stats.generated;
    const text = t('chat.gauge', { used: number(used), all: number(all) });
    replace(this.element, h('meter', { min: 0, max: all, high: all * 0.85, value: used, title: text, 'aria-label': text }), h('small', {}, text));
  }
}

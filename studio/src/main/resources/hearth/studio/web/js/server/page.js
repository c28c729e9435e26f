/** Server: what it does now, how fast, and how programs call it. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, number, seconds, t, tn } from '../i18n.js';
import { call, callText, token } from '../api.js';
import { copyText, guard } from '../dialog.js';
import { installedModels, loadedModels, modelOptions } from '../models/list.js';
import { meanBetween, parseMetrics, quantileBetween, total } from './metrics.js';
import { ClientTable } from './clients.js';
import { LogView } from './log.js';
import { TokenList } from './tokens.js';
import { Plot } from './plot.js';
import { snippets } from './snippets.js';

const EVERY = 2000;

/** Requests of programs and people; the studio's own questions for figures would only show themselves. */
const OF_MODELS = ({ route }) => /^\/(?:api|v1)\//.test(route ?? '') && !['/api/ps', '/api/tags', '/api/version'].includes(route);

export class ServerPage {
  constructor() {
    this.state = h('div', { class: 'cards' });
    this.models = h('div', {});
    this.problem = h('p', { class: 'problem', role: 'status' });
    this.plots = {
      requests: new Plot(t('server.requests'), (value) => t('server.perMinute', { count: number(value, 1) })),
      tokens: new Plot(t('server.generated'), (value) => t('stats.rate', { rate: number(value, 1) })),
      speed: new Plot(t('server.speed'), (value) => t('stats.rate', { rate: number(value, 1) })),
      latency: new Plot(t('server.latency'), seconds, seconds),
      first: new Plot(t('server.firstToken'), seconds, seconds),
      queue: new Plot(t('server.queue'), (value) => number(value)),
    };
    this.how = h('div', { class: 'card' });
    this.clients = new ClientTable();
    this.tokens = new TokenList();
    this.log = new LogView();
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.server')), this.problem, this.state,
      h('h2', {}, t('server.now')), h('div', { class: 'cards' }, Object.values(this.plots).map((plot) => plot.element)),
      h('h2', {}, t('server.models')), this.models, h('h2', {}, t('server.clients')), this.clients.element,
      h('h2', {}, t('server.tokensTitle')), this.tokens.element, h('h2', {}, t('server.call')), this.how, h('h2', {}, t('server.log')), this.log.element);
    this.language = 'curl';
  }

  async show() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.poll(), EVERY);
    const [installed, { hearth: version }] = await Promise.all([installedModels(), call('GET', '/api/version')]);
    this.version = version;
    this.drawHow(installed);
    await Promise.all([this.poll(), this.tokens.show(), this.log.start()]);
  }

  leave() {
    clearInterval(this.timer);
    this.log.stop();
    // A gap in time would look like a slow server.
    this.before = null;
  }

  async poll() {
    try {
      const [text, loaded] = await Promise.all([callText('/metrics'), loadedModels(), this.clients.refresh()]);
      const now = parseMetrics(text);
      this.draw(now, loaded);
      this.before = { figures: now, at: performance.now() };
      this.problem.textContent = '';
    } catch (error) {
      this.problem.textContent = error instanceof TypeError ? t('error.server') : error.message;
    }
  }

  draw(now, loaded) {
    const running = total(now, 'hearth_running_answers');
    const waiting = total(now, 'hearth_waiting_answers') + total(now, 'hearth_waiting_for_models');
    const card = (label, value, more) => h('div', { class: 'card' }, h('p', { class: 'hint' }, label), h('p', { class: 'big' }, value), more ? h('p', { class: 'hint' }, more) : null);
    replace(this.state,
      card(t('server.address'), location.host, `Hearth ${this.version}`),
      card(t('server.answers'), number(total(now, 'hearth_answers_total')), t('server.runningWaiting', { running: number(running), waiting: number(waiting) })),
      card(t('server.tokens'), number(total(now, 'hearth_generated_tokens_total')),
        t('server.promptTokens', { count: number(total(now, 'hearth_prompt_tokens_total')), reused: number(total(now, 'hearth_reused_tokens_total')) })),
      card(t('server.memory'), bytes(total(now, 'hearth_model_memory_bytes')), t('fit.limit', { size: bytes(total(now, 'hearth_memory_limit_bytes')) })));
    if (this.before) this.plot(now, waiting + running);
    replace(this.models, loaded.length ? loaded.map((model) => this.model(model, now)) : h('p', { class: 'hint' }, t('server.noModels')));
  }

  plot(now, busy) {
    const { figures, at } = this.before;
    const elapsed = (performance.now() - at) / 1000;
    const top = (value) => t('server.most', { value });
    const asked = total(now, 'hearth_requests_total', OF_MODELS) - total(figures, 'hearth_requests_total', OF_MODELS);
    this.plots.requests.add(asked / elapsed * 60, top);
    this.plots.tokens.add((total(now, 'hearth_generated_tokens_total') - total(figures, 'hearth_generated_tokens_total')) / elapsed, top);
    this.plots.first.add(meanBetween(figures, now, 'hearth_first_token_seconds'), top);
    this.plots.speed.add(meanBetween(figures, now, 'hearth_generated_tokens_per_second'), top);
    this.plots.latency.add(quantileBetween(figures, now, 'hearth_request_seconds', 0.95, OF_MODELS), top);
    this.plots.queue.add(busy, top);
  }

  model(model, now) {
    const of = (name) => total(now, name, (labels) => labels.model === model.name);
    const unload = guard(async () => {
      await call('POST', '/api/generate', { model: model.name, keep_alive: 0 });
      await this.poll();
    });
    const forever = new Date(model.expires_at).getFullYear() > new Date().getFullYear() + 20;
    return h('div', { class: 'card row wrap' }, h('strong', { class: 'grow' }, model.name),
      h('span', { class: 'tag' }, bytes(model.size)), h('span', { class: 'tag' }, tn('models.context', model.context_length)),
      h('span', { class: 'tag' }, t('server.runningWaiting', { running: number(of('hearth_running_answers')), waiting: number(of('hearth_waiting_answers')) })),
      h('span', { class: 'hint' }, forever ? t('server.forever') : t('server.until', { time: date(model.expires_at) })),
      h('button', { type: 'button', onclick: unload }, icon('stop'), t('models.unload')));
  }

  drawHow(installed) {
    const select = h('select', { onchange: () => fill() }, modelOptions(installed, installed.length ? '' : 'MODEL'));
    const code = h('pre', { tabindex: '0', role: 'region', 'aria-label': t('server.call') });
    const names = Object.keys(snippets('', '', false));
    const buttons = names.map((name) => h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => { this.language = name; fill(); } }, name));
    const fill = () => {
      code.textContent = snippets(location.origin, select.value, Boolean(token()))[this.language];
      buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(names[i] === this.language)));
    };
    fill();
    replace(this.how, field(t('chat.chooseModel'), select), h('div', { class: 'tabs', role: 'group', 'aria-label': t('server.language') }, buttons), code,
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => copyText(code.textContent) }, icon('copy'), t('code.copy'))));
  }
}

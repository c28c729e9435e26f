/** Server: what it does now, how fast, and how programs call it. */
import { field, h, replace } from '../dom.js';
import { bytes, date, number, seconds, t, tn } from '../i18n.js';
import { listLoaded, listModels, unloadModel, version } from '../endpoints.js';
import { callText, token } from '../api.js';
import { button } from '../controls.js';
import { copyText } from '../dialog.js';
import { keepFocus, released } from '../focus.js';
import { reasonOf } from '../failure.js';
import { modelOptions } from '../models/list.js';
import { Poll } from '../poll.js';
import { meanBetween, parseMetrics, quantileBetween, total } from './metrics.js';
import { ClientTable } from './clients.js';
import { LogView } from './log.js';
import { TokenList } from './tokens.js';
import { Plot } from './plot.js';
import { LANGUAGES, snippets } from './snippets.js';

const EVERY = 2000;

/** Requests of programs and people; the studio's own questions for figures would only show themselves. */
/** @param {import('./metrics.js').Labels} labels */
const OF_MODELS = ({ route = '' }) => /^\/(?:api|v1)\//.test(route) && !['/api/ps', '/api/tags', '/api/version'].includes(route);

/** Answers of a model that run and wait. @param {Wire.LoadedModel} model @param {import('./metrics.js').Figures} now */
function loadOf(model, now) {
  /** @param {string} name */
  const of = (name) => number(total(now, name, (labels) => labels['model'] === model.name));
  return { running: of('hearth_running_answers'), waiting: of('hearth_waiting_answers') };
}

/** @implements {Studio.Page} */
export class ServerPage {
  version = '';
  /** @type {keyof ReturnType<typeof snippets>} */
  language = 'curl';
  /** The reading before. @type {{figures: import('./metrics.js').Figures, at: number} | null} */
  before = null;
  /** Which models are drawn, and how busy they are. */
  shown = '';

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
    this.poll = new Poll(EVERY, () => this.refresh());
  }

  async show() {
    this.poll.start();
    const [{ models }, facts] = await Promise.all([listModels(), version()]);
    this.version = facts.hearth;
    this.drawHow(models);
    await Promise.all([this.refresh(), this.tokens.show(), this.log.start()]);
  }

  leave() {
    this.poll.stop();
    this.log.stop();
    // A gap in time would look like a slow server.
    this.before = null;
  }

  async refresh() {
    try {
      const [text, { models }] = await Promise.all([callText('/metrics'), listLoaded(), this.clients.refresh()]);
      const now = parseMetrics(text);
      await released();
      this.draw(now, models);
      this.before = { figures: now, at: performance.now() };
      this.problem.textContent = '';
    } catch (error) {
      this.problem.textContent = reasonOf(error);
    }
  }

  /** @param {import('./metrics.js').Figures} now @param {Wire.LoadedModel[]} loaded */
  draw(now, loaded) {
    const running = total(now, 'hearth_running_answers');
    const waiting = total(now, 'hearth_waiting_answers') + total(now, 'hearth_waiting_for_models');
    /** @param {string} label @param {string} value @param {string} more */
    const card = (label, value, more) => h('div', { class: 'card' }, h('p', { class: 'hint' }, label), h('p', { class: 'big' }, value), h('p', { class: 'hint' }, more));
    replace(this.state,
      card(t('server.address'), location.host, `Hearth ${this.version}`),
      card(t('server.answers'), number(total(now, 'hearth_answers_total')), t('server.runningWaiting', { running: number(running), waiting: number(waiting) })),
      card(t('server.tokens'), number(total(now, 'hearth_generated_tokens_total')),
        t('server.promptTokens', { count: number(total(now, 'hearth_prompt_tokens_total')), reused: number(total(now, 'hearth_reused_tokens_total')) })),
      card(t('server.memory'), bytes(total(now, 'hearth_model_memory_bytes')), t('fit.limit', { size: bytes(total(now, 'hearth_memory_limit_bytes')) })));
    if (this.before) this.plot(now, this.before, waiting + running);
    // Only when something has changed: somebody may be about to press one of its buttons.
    const shown = JSON.stringify(loaded.map((model) => [model, loadOf(model, now)]));
    const models = loaded.length ? loaded.map((model) => this.model(model, now)) : h('p', { class: 'hint' }, t('server.noModels'));
    if (shown !== this.shown) keepFocus(this.models, () => replace(this.models, models));
    this.shown = shown;
  }

  /** @param {import('./metrics.js').Figures} now @param {NonNullable<ServerPage['before']>} before @param {number} busy answers running and waiting */
  plot(now, { figures, at }, busy) {
    const elapsed = (performance.now() - at) / 1000;
    /** @param {string} value */
    const top = (value) => t('server.most', { value });
    const asked = total(now, 'hearth_requests_total', OF_MODELS) - total(figures, 'hearth_requests_total', OF_MODELS);
    this.plots.requests.add(asked / elapsed * 60, top);
    this.plots.tokens.add((total(now, 'hearth_generated_tokens_total') - total(figures, 'hearth_generated_tokens_total')) / elapsed, top);
    this.plots.first.add(meanBetween(figures, now, 'hearth_first_token_seconds'), top);
    this.plots.speed.add(meanBetween(figures, now, 'hearth_generated_tokens_per_second'), top);
    this.plots.latency.add(quantileBetween(figures, now, 'hearth_request_seconds', 0.95, OF_MODELS), top);
    this.plots.queue.add(busy, top);
  }

  /** @param {Wire.LoadedModel} model @param {import('./metrics.js').Figures} now */
  model(model, now) {
    const unload = async () => {
      await unloadModel(model.name);
      await this.refresh();
    };
    const forever = new Date(model.expires_at).getFullYear() > new Date().getFullYear() + 20;
    return h('div', { class: 'card row wrap', 'data-id': model.name }, h('strong', { class: 'grow' }, model.name),
      h('span', { class: 'tag' }, bytes(model.size)), h('span', { class: 'tag' }, tn('models.context', model.context_length)),
      h('span', { class: 'tag' }, t('server.runningWaiting', loadOf(model, now))),
      h('span', { class: 'hint' }, forever ? t('server.forever') : t('server.until', { time: date(model.expires_at) })),
      button('stop', t('models.unload'), unload));
  }

  /** @param {Wire.Model[]} installed */
  drawHow(installed) {
    const select = h('select', { onchange: () => fill() }, modelOptions(installed, installed.length ? '' : 'MODEL'));
    const code = h('pre', { tabindex: '0', role: 'region', 'aria-label': t('server.call') });
    const buttons = LANGUAGES.map((name) => h('button', { type: 'button', onclick: () => { this.language = name; fill(); } }, name));
    const fill = () => {
      code.textContent = snippets(location.origin, select.value, Boolean(token()))[this.language];
      buttons.forEach((each) => each.setAttribute('aria-pressed', String(each.textContent === this.language)));
    };
    fill();
    replace(this.how, field(t('chat.chooseModel'), select), h('div', { class: 'tabs', role: 'group', 'aria-label': t('server.language') }, buttons), code,
      h('div', { class: 'buttons' }, button('copy', t('code.copy'), () => copyText(code.textContent ?? ''))));
  }
}

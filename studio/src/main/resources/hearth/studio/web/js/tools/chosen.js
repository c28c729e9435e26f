/** Which tools of MCP servers a conversation uses: the button beside the place where the user writes, and what is sent with a request. */
import { listMcp } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t, tn } from '../i18n.js';
import { check, iconButton } from '../controls.js';
import { modal, notice } from '../dialog.js';
import { keepFocus, released } from '../focus.js';
import { Poll } from '../poll.js';
import { isSame, isTrusted, nameTools, offersOf, ownNames } from './names.js';
import { stateWords } from './words.js';

const EVERY = 1000;
/** So often, and so many milliseconds apart, is looked whether servers that are starting have started. */
const LOOKS = 200;
const PAUSE = 300;

/** @param {AbortSignal} signal */
function pause(signal) {
  return new Promise((done, failed) => {
    const timer = setTimeout(done, PAUSE);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      failed(signal.reason);
    }, { once: true });
  });
}

export class ChosenTools {
  /** @param {{chat: () => Studio.Conversation, takesTools: () => boolean, changed: () => void}} does */
  constructor(does) {
    this.does = does;
    this.button = iconButton('workshop', t('tools.choose'), () => this.choose(), { class: 'quiet round' });
    this.count = h('span', { class: 'count', 'aria-hidden': 'true', hidden: true });
    this.button.append(this.count);
  }

  /** Shows what a conversation has. @param {Studio.Conversation} chat */
  show({ tools }) {
    const count = tools?.chosen.length ?? 0;
    const label = count ? `${t('tools.choose')}: ${tn('tools.chosen', count)}` : t('tools.choose');
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
    this.count.textContent = String(count);
    this.count.hidden = count === 0;
  }

  /** Asks which; the list follows what servers do meanwhile. */
  async choose() {
    const chat = this.does.chat();
    const before = chat.tools ?? { chosen: [], always: [] };
    const choice = new Choice(before, await listMcp(), this.does.takesTools());
    choice.poll.start();
    const chosen = await choice.ask();
    choice.poll.stop();
    if (!chosen || chat !== this.does.chat()) return;
    chat.tools = { chosen, always: choice.always.filter((each) => chosen.some((place) => isSame(place, each))) };
    this.show(chat);
    this.does.changed();
  }

  /** The user says that a tool may run without asking, as it is now. @param {Studio.Conversation} chat @param {Studio.ToolPlace} place */
  async trust(chat, { server, tool }) {
    const { servers } = await listMcp();
    const [offer] = offersOf(servers, [{ server, tool }]).offers;
    if (!offer) return;
    chat.tools ??= { chosen: [], always: [] };
    chat.tools.always = [...chat.tools.always.filter((each) => !isSame(each, { server, tool })), { server, tool, digest: offer.tool.digest }];
    this.does.changed();
  }

  /** Which of these may run without asking. @param {Studio.Conversation} chat @param {(Studio.ToolPlace | null)[]} places @returns {Promise<number[]>} their numbers */
  async allowed(chat, places) {
    const always = chat.tools?.always ?? [];
    if (!always.length) return [];
    const { servers } = await listMcp();
    return places.flatMap((place, i) => (place && isTrusted(servers, always, place) ? [i] : []));
  }

  /**
   * Puts the chosen tools into a request; those that are not there now are named.
   * @param {Studio.Conversation} chat @param {Wire.ChatRequest} body @param {AbortSignal} signal
   * @returns {Promise<Studio.NamedTool[]>} which names stand for which tools
   */
  async offer(chat, body, signal) {
    const chosen = chat.tools?.chosen ?? [];
    if (!chosen.length) return [];
    if (!this.does.takesTools()) {
      notice(t('tools.unsupported', { model: chat.model }));
      return [];
    }
    let { servers } = await listMcp(signal);
    const names = new Set(chosen.map((place) => place.server));
    for (let look = 0; look < LOOKS && servers.some(({ name, state }) => state === 'starting' && names.has(name)); look += 1) {
      await pause(signal);
      ({ servers } = await listMcp(signal));
    }
    const { offers, missing } = offersOf(servers, chosen);
    if (missing.length) notice(t('tools.missing', { names: missing.map(({ server, tool }) => `${server} · ${tool}`).join(', ') }), 'error');
    const named = nameTools(offers, ownNames(body.tools));
    if (named.length) body.tools = [...Array.isArray(body.tools) ? body.tools : [], ...named.map(({ definition }) => definition)];
    return named.map(({ place }) => place);
  }
}

/** The dialog. */
class Choice {
  /** @param {Studio.ChatTools} before @param {Wire.McpList} list @param {boolean} takesTools whether the model does */
  constructor(before, list, takesTools) {
    this.chosen = before.chosen;
    this.always = before.always;
    this.list = list;
    this.takesTools = takesTools;
    this.body = h('div', { class: 'tool-choice' });
    this.poll = new Poll(EVERY, async () => {
      const next = await listMcp();
      if (JSON.stringify(next) === JSON.stringify(this.list)) return;
      await released();
      this.list = next;
      this.draw();
    });
    this.draw();
  }

  /** @returns {Promise<Studio.ToolPlace[] | null>} null when dismissed */
  async ask() {
    /** @param {(value: true | null) => void} close */
    const build = (close) => h('form', { onsubmit: (event) => { event.preventDefault(); close(true); } }, this.body,
      h('div', { class: 'buttons' }, h('a', { class: 'button', href: '#/settings', onclick: () => close(null) }, t('tools.manage')),
        h('button', { type: 'submit', class: 'primary' }, t('dialog.ok'))));
    return await modal(t('tools.choose'), build) ? this.chosen : null;
  }

  draw() {
    const { servers, problem, file } = this.list;
    const { missing } = offersOf(servers, this.chosen);
    keepFocus(this.body, () => replace(this.body,
      this.takesTools ? null : h('p', { class: 'problem' }, t('tools.noTemplate')),
      problem ? h('p', { class: 'problem' }, problem) : null,
      servers.length || problem ? null : [h('p', {}, t('tools.none')), h('p', { class: 'hint path' }, t('tools.noneHint', { file }))],
      servers.map((server) => this.server(server)),
      missing.length ? h('fieldset', {}, h('legend', {}, t('tools.away')), missing.map((place) => this.box(place, `${place.server} · ${place.tool}`))) : null,
      this.always.length ? h('p', { class: 'row wrap' }, h('span', { class: 'grow' }, t('tools.trusted', { names: this.always.map(({ tool }) => tool).join(', ') })),
        h('button', { type: 'button', onclick: () => { this.always = []; this.draw(); } }, t('tools.askAgain'))) : null,
      h('p', { class: 'hint' }, t('tools.hint'))));
  }

  /** @param {Wire.McpServer} server */
  server({ name, state, on, problem, tools }) {
    const places = tools.map((tool) => ({ server: name, tool: tool.name }));
    const all = places.every((place) => this.has(place));
    const turnAll = () => {
      this.chosen = [...this.chosen.filter((each) => !places.some((place) => isSame(place, each))), ...all ? [] : places];
      this.draw();
    };
    return h('fieldset', { 'data-id': name }, h('legend', {}, name, ' ', h('span', { class: state === 'ready' ? 'tag on' : 'tag' }, stateWords(state, on))),
      problem ? h('p', { class: 'problem' }, problem) : null,
      tools.length > 1 ? h('button', { type: 'button', class: 'quiet small', onclick: turnAll }, icon('check'), t(all ? 'tools.noneOf' : 'tools.allOf', { name })) : null,
      tools.map((tool) => this.box({ server: name, tool: tool.name }, tool.name, tool.description)));
  }

  /** @param {Studio.ToolPlace} place */
  has(place) {
    return this.chosen.some((each) => isSame(each, place));
  }

  /** @param {Studio.ToolPlace} place @param {string} label @param {string} [description] */
  box(place, label, description) {
    const box = h('input', { type: 'checkbox', checked: this.has(place), onchange: () => {
      this.chosen = [...this.chosen.filter((each) => !isSame(each, place)), ...box.checked ? [place] : []];
    } });
    const line = check(box, label);
    const note = description ? h('p', { class: 'hint about', id: `${box.id}-about` }, description) : null;
    if (note) box.setAttribute('aria-describedby', note.id);
    return h('div', { 'data-id': label }, line, note);
  }
}

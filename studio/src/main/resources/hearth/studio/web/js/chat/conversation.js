/** What happens in the open conversation: asking, stopping, branches. */
import { seconds, t } from '../i18n.js';
import { confirm, notice, report } from '../dialog.js';
import { isAbort, reasonOf } from '../failure.js';
import { answer, requestBody } from './answer.js';
import { keepTokens } from './tokens.js';
import { MOST_ROUNDS, placeOf, roundsOf } from '../tools/names.js';
import { runTool, turnOf, wholeTurn } from '../tools/runs.js';
import { add, find, newestBelow, path, remove } from './tree.js';

/** The documents that an answer was given: those of the question above it. @param {Studio.Conversation} chat @param {Studio.Message} node */
function contextOf(chat, node) {
  return path(chat, node.id).findLast((each) => each.role === 'user')?.context ?? null;
}

export class Conversation {
  /** @type {AbortController | null} */
  running = null;

  /** @param {import('./page.js').ChatPage} page the one it belongs to */
  constructor(page) {
    this.page = page;
    /** @type {Studio.MessageDeeds} */
    this.does = {
      busy: () => Boolean(this.running),
      edit: (node, text, resend) => this.edit(node, text, resend),
      regenerate: (node) => this.unlessBusy(() => this.ask(node.parent)),
      proceed: (node) => this.unlessBusy(() => this.proceed(node)),
      choose: (node) => this.unlessBusy(() => this.choose(node)),
      remove: (node) => this.unlessBusy(() => this.remove(node)),
      settleTools: (node, results) => this.unlessBusy(() => this.settleTools(node, results)),
      runTool: (node, i, always) => this.unlessBusy(() => this.allowTool(node, i, always)),
      context: (node) => contextOf(this.page.chat, node),
      open: (source) => this.page.reader.open(source),
    };
  }

  /** @param {() => unknown} action */
  unlessBusy(action) {
    if (!this.running) return action();
    notice(t('chat.busy'));
    return undefined;
  }

  /** @param {string} text @returns {boolean} false if nothing was sent */
  send(text) {
    const { chat } = this.page;
    if (!chat.model) {
      notice(t('chat.noModel'), 'error');
      return false;
    }
    const question = add(chat, chat.leaf, { role: 'user', content: text });
    if (this.ask(question.id)) return true;
    // It can't be sent as it is: the text stays where it was written, and only there.
    remove(chat, question);
    return false;
  }

  stop() {
    this.running?.abort();
  }

  /** Puts a changed copy beside a message. @param {Studio.Message} node @param {string} text @param {boolean} resend whether it is asked again */
  edit(node, text, resend) {
    const { chat } = this.page;
    const { role, thinking, toolCalls, toolPlaces, toolName, model, json } = node;
    const copy = add(chat, node.parent, { role, content: text, ...(thinking ? { thinking } : {}), ...(toolCalls ? { toolCalls } : {}), ...(toolPlaces ? { toolPlaces } : {}),
      ...(toolName ? { toolName } : {}), ...(model ? { model } : {}), ...(json ? { json } : {}) });
    if (resend) this.ask(copy.id);
    else this.changed(chat);
  }

  /** @param {Studio.Conversation} chat */
  changed(chat) {
    this.page.redraw(false);
    return this.page.keep(chat);
  }

  /** @param {Studio.Message} node */
  choose(node) {
    const { chat } = this.page;
    chat.leaf = newestBelow(chat, node.id);
    return this.changed(chat);
  }

  /** @param {Studio.Message} node */
  async remove(node) {
    const { chat } = this.page;
    if (!await confirm(t('chat.removeMessage'), t('chat.removeText'), t('dialog.delete'))) return;
    remove(chat, node);
    await this.changed(chat);
  }

  /** What the user wrote down for some calls. @param {Studio.Message} node @param {[number: number, text: string][]} results */
  settleTools(node, results) {
    const { chat } = this.page;
    const turn = turnOf(node);
    for (const [i, text] of results) turn.results[i] = this.written(node, i, text);
    this.proceedTools(chat, node);
  }

  /** @param {Studio.Message} node @param {number} i @param {string} text @returns {Studio.ToolResult} */
  written(node, i, text) {
    const call = node.toolCalls?.[i];
    const place = call && placeOf(node, call);
    return { name: call?.function.name ?? '', text, ...(place ? { server: place.server } : {}) };
  }

  /** Asks on once each call has its result. @param {Studio.Conversation} chat @param {Studio.Message} node */
  proceedTools(chat, node) {
    if (this.page.chat !== chat || !find(chat, node.id)) return;
    const results = wholeTurn(node);
    if (!results) {
      this.page.redraw(false);
      return;
    }
    let parent = node.id;
    for (const { name, text, server, failed } of results) {
      parent = add(chat, parent, { role: 'tool', toolName: name, content: text, ...(server ? { toolServer: server } : {}), ...(failed ? { toolFailed: true } : {}) }).id;
    }
    this.ask(parent);
  }

  /** The user lets a call run. @param {Studio.Message} node @param {number} i @param {boolean} always also later ones of this tool in this conversation */
  async allowTool(node, i, always) {
    const { chat } = this.page;
    const call = node.toolCalls?.[i];
    const place = call && placeOf(node, call);
    if (!place) return;
    if (always) await this.page.tools.trust(chat, place);
    await this.unlessBusy(() => this.runTools(chat, node, [i]));
  }

  /** Runs what may run without asking, so often in a row and no more. @param {Studio.Conversation} chat @param {Studio.Message} node */
  async runTrusted(chat, node) {
    if (!node.toolCalls?.length || node.error || node.stopped) return;
    const allowed = await this.page.tools.allowed(chat, node.toolCalls.map((call) => placeOf(node, call)));
    if (!allowed.length || this.running || this.page.chat !== chat || chat.leaf !== node.id) return;
    if (roundsOf(path(chat, node.id)) > MOST_ROUNDS) notice(t('tools.tooMany', { count: MOST_ROUNDS }));
    else await this.runTools(chat, node, allowed);
  }

  /** One after the other; asks on if no call waits any more. @param {Studio.Conversation} chat @param {Studio.Message} node @param {number[]} which */
  async runTools(chat, node, which) {
    const { page } = this;
    const control = new AbortController();
    const turn = turnOf(node);
    this.running = control;
    page.composer.setBusy(true);
    try {
      for (const i of which) {
        const call = node.toolCalls?.[i];
        const place = call && placeOf(node, call);
        if (!place) continue;
        turn.running = i;
        turn.problems[i] = '';
        if (page.chat === chat) page.redraw(false);
        page.thread.say(t('tools.running'));
        turn.results[i] = await runTool(place, call.function.arguments, control.signal);
      }
    } catch (error) {
      if (!isAbort(error)) turn.problems[turn.running] = t('tools.problem', { reason: reasonOf(error) });
      page.thread.say(isAbort(error) ? t('chat.stopped') : t('chat.failedShort'));
    }
    turn.running = -1;
    if (this.running === control) {
      this.running = null;
      page.composer.setBusy(false);
    }
    this.proceedTools(chat, node);
  }

  /** Asks for an answer to the message of this id; it becomes a child of it. @param {string | null} parent */
  ask(parent) {
    const { chat } = this.page;
    const body = this.body(path(chat, parent));
    if (!body) return false;
    const node = add(chat, parent, { role: 'assistant', content: '', model: chat.model, ...(body.format ? { json: true } : {}) });
    this.run(chat, node, body);
    return true;
  }

  /** Lets the last answer go on where it ended. @param {Studio.Message} node */
  proceed(node) {
    const { chat } = this.page;
    const body = this.body(path(chat, node.id));
    if (!body) return;
    delete node.stopped;
    delete node.error;
    this.run(chat, node, body);
  }

  /** @param {Studio.Message[]} nodes */
  body(nodes) {
    try {
      return requestBody(this.page.chat.model, nodes, this.page.chat.settings);
    } catch (error) {
      notice(t('panel.notJson', { reason: error instanceof Error ? error.message : '' }), 'error');
      return null;
    }
  }

  /** @param {Studio.Conversation} chat @param {Studio.Message} node @param {Wire.ChatRequest} body */
  async run(chat, node, body) {
    const { page } = this;
    const control = new AbortController();
    this.running = control;
    page.composer.setBusy(true);
    page.redraw(true);
    page.thread.views.get(node.id)?.draw(true);
    page.thread.say(t('chat.answering'));
    // The question is kept even if the answer never comes.
    page.keep(chat);
    try {
      if (await page.attachments.prepare(chat, node, control.signal)) {
        body.messages = requestBody(chat.model, path(chat, node.parent), chat.settings).messages;
        page.thread.views.get(node.parent ?? '')?.draw(false);
      }
      const tools = await page.tools.offer(chat, body, control.signal);
      node.stats = await answer(body, control.signal, this.listener(chat, node, tools));
      page.thread.say(t('chat.answered', { time: seconds(node.stats.total) }));
    } catch (error) {
      if (isAbort(error)) node.stopped = true;
      else node.error = reasonOf(error);
      page.thread.say(t(isAbort(error) ? 'chat.stopped' : 'chat.failedShort'));
    }
    if (this.running === control) {
      this.running = null;
      page.composer.setBusy(false);
    }
    if (page.chat === chat && find(chat, node.id)) {
      page.redraw(false);
      page.showGauge().catch(() => {});
    }
    await page.keep(chat);
    await this.runTrusted(chat, node).catch(report);
  }

  /**
   * Writes down what comes.
   * @param {Studio.Conversation} chat @param {Studio.Message} node @param {Studio.NamedTool[]} tools that were offered
   * @returns {import('./answer.js').AnswerListener}
   */
  listener(chat, node, tools) {
    const changed = () => { if (this.page.chat === chat) this.page.thread.changed(node.id); };
    return {
      text: (piece) => { node.content = (node.content ?? '') + piece; changed(); },
      thinking: (piece) => { node.thinking = (node.thinking ?? '') + piece; changed(); },
      tokens: (list) => keepTokens(node, list),
      tools: (calls) => {
        node.toolCalls = [...node.toolCalls ?? [], ...calls];
        const places = tools.filter(({ name }) => node.toolCalls?.some((call) => call.function.name === name));
        if (places.length) node.toolPlaces = places;
        changed();
      },
      warning: (text) => notice(t('chat.warning', { text })),
    };
  }
}

/** What happens in the open conversation: asking, stopping, branches. */
import { seconds, t } from '../i18n.js';
import { confirm, notice } from '../dialog.js';
import { isAbort, reasonOf } from '../failure.js';
import { answer, requestBody } from './answer.js';
import { keepTokens } from './tokens.js';
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
      toolResults: (node, results) => this.unlessBusy(() => this.toolResults(node, results)),
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
    return this.ask(question.id);
  }

  stop() {
    this.running?.abort();
  }

  /** Puts a changed copy beside a message. @param {Studio.Message} node @param {string} text @param {boolean} resend whether it is asked again */
  edit(node, text, resend) {
    const { chat } = this.page;
    const { role, thinking, toolCalls, toolName, model, json } = node;
    const copy = add(chat, node.parent, { role, content: text, ...(thinking ? { thinking } : {}), ...(toolCalls ? { toolCalls } : {}),
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

  /** @param {Studio.Message} node @param {Studio.ToolResult[]} results */
  toolResults(node, results) {
    const { chat } = this.page;
    let parent = node.id;
    for (const { name, text } of results) parent = add(chat, parent, { role: 'tool', toolName: name, content: text }).id;
    this.ask(parent);
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
      node.stats = await answer(body, control.signal, this.listener(chat, node));
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
  }

  /** Writes down what comes. @param {Studio.Conversation} chat @param {Studio.Message} node @returns {import('./answer.js').AnswerListener} */
  listener(chat, node) {
    const changed = () => { if (this.page.chat === chat) this.page.thread.changed(node.id); };
    return {
      text: (piece) => { node.content = (node.content ?? '') + piece; changed(); },
      thinking: (piece) => { node.thinking = (node.thinking ?? '') + piece; changed(); },
      tokens: (list) => keepTokens(node, list),
      tools: (calls) => { node.toolCalls = [...node.toolCalls ?? [], ...calls]; changed(); },
      warning: (text) => notice(t('chat.warning', { text })),
    };
  }
}

/** What happens in the open conversation: asking, stopping, branches. */
import { seconds, t } from '../i18n.js';
import { confirm, guard, notice } from '../dialog.js';
import { answer, requestBody } from './answer.js';
import { keepTokens } from './tokens.js';
import { add, find, newestBelow, path, remove } from './tree.js';

/** The documents that an answer was given: those of the question above it. */
function contextOf(chat, node) {
  return path(chat, node.id).findLast((each) => each.role === 'user')?.context ?? null;
}

export class Conversation {
  /** @param page the ChatPage it belongs to */
  constructor(page) {
    this.page = page;
    this.running = null;
    this.does = {
      busy: () => Boolean(this.running),
      edit: (node, text, resend) => this.edit(node, text, resend),
      regenerate: (node) => this.unlessBusy(() => this.ask(node.parent)),
      proceed: (node) => this.unlessBusy(() => this.proceed(node)),
      choose: (node) => this.unlessBusy(() => this.choose(node)),
      remove: guard((node) => this.unlessBusy(() => this.remove(node))),
      toolResults: (node, results) => this.unlessBusy(() => this.toolResults(node, results)),
      context: (node) => contextOf(this.page.chat, node),
      open: guard((source) => this.page.reader.open(source)),
    };
  }

  unlessBusy(action) {
    if (this.running) {
      notice(t('chat.busy'));
      return undefined;
    }
    return action();
  }

  /** @returns false if nothing was sent */
  send(text) {
    const { chat } = this.page;
    if (!chat?.model) {
      notice(t('chat.noModel'), 'error');
      return false;
    }
    const question = add(chat, chat.leaf, { role: 'user', content: text });
    return this.ask(question.id);
  }

  stop() {
    this.running?.abort();
  }

  edit(node, text, resend) {
    const { chat } = this.page;
    const { id: _, created: __, stats: ___, error: ____, stopped: _____, tokens: ______, context: _______, ...rest } = node;
    const copy = add(chat, node.parent, { ...rest, content: text });
    if (resend) this.ask(copy.id);
    else {
      this.page.redraw();
      this.page.keep(chat);
    }
  }

  choose(node) {
    this.page.chat.leaf = newestBelow(this.page.chat, node.id);
    this.page.redraw();
    this.page.keep(this.page.chat);
  }

  async remove(node) {
    const { chat } = this.page;
    if (!await confirm(t('chat.removeMessage'), t('chat.removeText'), t('dialog.delete'))) return;
    remove(chat, node);
    this.page.redraw();
    await this.page.keep(chat);
  }

  toolResults(node, results) {
    const { chat } = this.page;
    let parent = node.id;
    for (const { name, text } of results) parent = add(chat, parent, { role: 'tool', toolName: name, content: text }).id;
    this.ask(parent);
  }

  /** Asks for an answer to the message of this id; it becomes a child of it. */
  ask(parent) {
    const { chat } = this.page;
    const body = this.body(path(chat, parent));
    if (!body) return false;
    const node = add(chat, parent, { role: 'assistant', content: '', model: chat.model, ...(body.format ? { json: true } : {}) });
    this.run(chat, node, body);
    return true;
  }

  /** Lets the last answer go on where it ended. */
  proceed(node) {
    const { chat } = this.page;
    const body = this.body(path(chat, node.id));
    if (!body) return;
    delete node.stopped;
    delete node.error;
    this.run(chat, node, body);
  }

  body(nodes) {
    try {
      return requestBody(this.page.chat.model, nodes, this.page.chat.settings);
    } catch (error) {
      notice(t('panel.notJson', { reason: error.message }), 'error');
      return null;
    }
  }

  async run(chat, node, body) {
    const { page } = this;
    const control = new AbortController();
    this.running = control;
    page.composer.setBusy(true);
    page.redraw();
    page.thread.views.get(node.id)?.draw(true);
    page.thread.say(t('chat.answering'));
    // The question is kept even if the answer never comes.
    page.keep(chat);
    const changed = () => page.chat === chat && page.thread.changed(node.id);
    try {
      if (await page.attachments.prepare(chat, node, control.signal)) {
        body.messages = requestBody(chat.model, path(chat, node.parent), chat.settings).messages;
        page.thread.views.get(node.parent)?.draw(false);
      }
      node.stats = await answer(body, control.signal, {
        text: (piece) => { node.content += piece; changed(); },
        thinking: (piece) => { node.thinking = (node.thinking ?? '') + piece; changed(); },
        tokens: (list) => keepTokens(node, list),
        tools: (calls) => { node.toolCalls = [...node.toolCalls ?? [], ...calls]; changed(); },
        warning: (text) => notice(t('chat.warning', { text })),
      });
      page.thread.say(t('chat.answered', { time: seconds(node.stats.total) }));
    } catch (error) {
      if (error.name === 'AbortError') node.stopped = true;
      else node.error = error instanceof TypeError ? t('error.server') : error.message;
      page.thread.say(t(error.name === 'AbortError' ? 'chat.stopped' : 'chat.failedShort'));
    } finally {
      if (this.running === control) {
        this.running = null;
        page.composer.setBusy(false);
      }
      if (page.chat === chat && find(chat, node.id)) {
        page.redraw();
        page.showGauge().catch(() => {});
      }
      await page.keep(chat);
    }
  }
}

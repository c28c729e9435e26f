/** Keeps conversations on the server, also when it was away for a while. */
import { hasStatus, isUnreachable } from '../failure.js';
import { t } from '../i18n.js';
import { notice, report } from '../dialog.js';
import { saveChat } from './store.js';

/** Settings that change are kept after this many milliseconds. */
const PAUSE = 800;
/** After so long a server that was away is tried again. */
const AGAIN = 3000;

export class Keeper {
  /** What the server does not have yet because it was away. @type {Set<Studio.Conversation>} */
  unkept = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /** @param {(chat: Studio.Conversation, fresh: boolean) => Promise<void>} kept hears what is on the disk now, and whether it was not before */
  constructor(kept) {
    this.kept = kept;
    window.addEventListener('beforeunload', (event) => { if (this.unkept.size) event.preventDefault(); });
  }

  /** Settings changed: kept after a pause, and only of conversations that exist. @param {Studio.Conversation} chat */
  keepSoon(chat) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { if (chat.id) this.keep(chat); }, PAUSE);
  }

  /** @param {Studio.Conversation} chat @param {boolean} [quiet] whether the user knows already that the server is away */
  async keep(chat, quiet = false) {
    // An answer that ends after its conversation was deleted must not bring it back.
    if (chat.deleted) return;
    try {
      const fresh = !chat.id;
      await saveChat(chat);
      await this.kept(chat, fresh);
    } catch (error) {
      if (hasStatus(error, 409)) notice(t('chat.conflict'), 'error');
      else if (!quiet) report(error);
      if (isUnreachable(error)) this.keepLater(chat);
    }
  }

  /** What the server does not have yet it gets when it is back. @param {Studio.Conversation} chat */
  keepLater(chat) {
    if (this.unkept.has(chat)) return;
    this.unkept.add(chat);
    setTimeout(() => {
      this.unkept.delete(chat);
      this.keep(chat, true);
    }, AGAIN);
  }
}

/** Gives a question its documents before a model answers it. */
import { t } from '../i18n.js';
import { notice } from '../dialog.js';
import { hasStatus } from '../failure.js';
import { find, path } from '../chat/tree.js';
import { buildContext, isPending, readLibrary } from './api.js';

const EVERY = 800;

/**
 * Once for each question. Waits for documents that are still being read.
 * @param {Studio.Conversation} chat @param {Studio.Message} node the answer @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether the question has changed for the model
 */
export async function giveDocuments(chat, node, signal) {
  const question = find(chat, node.parent);
  const { documents } = chat;
  if (node.content || question?.role !== 'user' || question.context || !documents) return false;
  const libraries = documents.libraries.map((id) => ({ id }));
  if (documents.attached && await settled(documents.attached, signal)) libraries.push({ id: documents.attached });
  if (!libraries.length) return false;
  const before = path(chat, question.parent);
  const { options: { num_ctx: context, num_predict: answer } = {}, system = '' } = chat.settings;
  const messages = before.map((each) => ({ role: each.role, content: each.context?.prompt ?? each.content ?? '', question: each.role === 'user' ? each.content ?? '' : '' }));
  if (system.trim()) messages.unshift({ role: 'system', content: system, question: '' });
  question.context = await buildContext({
    model: chat.model, question: question.content ?? '', libraries, mode: documents.mode, messages, present: before.flatMap((each) => each.context?.whole ?? []),
    ...(context === undefined ? {} : { num_ctx: context }), ...(answer === undefined ? {} : { num_predict: answer }),
  }, signal);
  return true;
}

/** Waits until all documents of a library are read; false if there are none. @param {string} id @param {AbortSignal} signal */
async function settled(id, signal) {
  for (let told = false;; told = true) {
    let documents;
    try {
      ({ documents } = await readLibrary(id, signal));
    } catch (error) {
      if (hasStatus(error, 404)) return false;
      throw error;
    }
    if (!documents.some(isPending)) return documents.length > 0;
    if (!told) notice(t('docs.awaited'));
    await pause(EVERY, signal);
  }
}

/** @param {number} time milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
function pause(time, signal) {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); reject(new DOMException('stopped', 'AbortError')); };
    const timer = setTimeout(() => { signal.removeEventListener('abort', end); resolve(); }, time);
    signal.addEventListener('abort', end, { once: true });
  });
}

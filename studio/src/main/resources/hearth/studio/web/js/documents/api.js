/** Libraries of documents on the server. */
import { ApiError, call, token } from '../api.js';
import { t } from '../i18n.js';

const base = '/studio/api/libraries';
const at = (id, rest = '') => `${base}/${encodeURIComponent(id)}${rest}`;

export const listLibraries = () => call('GET', base);
export const createLibrary = (name, kind, model) => call('POST', base, { name, kind, embedding_model: model });
export const readLibrary = (id, signal) => call('GET', at(id), undefined, signal);
export const changeLibrary = (id, changes) => call('PUT', at(id), changes);
export const deleteLibrary = (id) => call('DELETE', at(id));
export const indexAgain = (id) => call('POST', at(id, '/index'));
export const cancelIndexing = (id) => call('POST', at(id, '/cancel'));
export const removeDocument = (id, document) => call('DELETE', at(id, `/documents/${encodeURIComponent(document)}`));
export const readText = (id, document, from, to) => call('GET', at(id, `/documents/${encodeURIComponent(document)}/text?from=${from}&to=${to}`));
export const findPassages = (libraries, question, signal) => call('POST', '/studio/api/passages', { libraries, question, limit: 10 }, signal);
export const buildContext = (request, signal) => call('POST', '/studio/api/context', request, signal);

/**
 * Sends a file. (What is sent with fetch tells nothing of its progress.)
 * @param onProgress hears the share that was sent, 0 to 1
 */
export function sendFile(id, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', at(id, `/documents?name=${encodeURIComponent(file.name)}`));
    if (token()) request.setRequestHeader('Authorization', `Bearer ${token()}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Error(t('error.server')));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // Not from our server; the status tells enough.
      }
      if (request.status === 200) resolve(answer);
      else reject(new ApiError(request.status, answer.error ?? `${request.status} ${request.statusText}`));
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

export const PENDING = ['waiting', 'reading', 'indexing'];

/** Whether something will still happen to a document by itself. */
export const isPending = (document) => PENDING.includes(document.state);

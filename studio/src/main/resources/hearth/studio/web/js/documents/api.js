/** Libraries of documents on the server. */
import { call, problemIn, token } from '../api.js';
import { ApiError } from '../failure.js';
import { t } from '../i18n.js';

const BASE = '/studio/api/libraries';
/** @param {string} id @param {string} [rest] */
const at = (id, rest = '') => `${BASE}/${encodeURIComponent(id)}${rest}`;
/** @param {string} id @param {string} document @param {string} [rest] */
const documentAt = (id, document, rest = '') => at(id, `/documents/${encodeURIComponent(document)}${rest}`);

/** @type {() => Promise<Wire.LibraryList>} */
export const listLibraries = () => call('GET', BASE);
/** @type {(name: string, kind: Wire.LibraryKind, model: string) => Promise<Wire.Library>} */
export const createLibrary = (name, kind, model) => call('POST', BASE, { name, kind, embedding_model: model });
/** @type {(id: string, signal?: AbortSignal) => Promise<Wire.Library>} */
export const readLibrary = (id, signal) => call('GET', at(id), undefined, signal);
/** @type {(id: string, changes: {name?: string, embedding_model?: string}) => Promise<Wire.Library>} */
export const changeLibrary = (id, changes) => call('PUT', at(id), changes);
/** @type {(id: string) => Promise<null>} */
export const deleteLibrary = (id) => call('DELETE', at(id));
/** @type {(id: string) => Promise<Wire.Library>} */
export const indexAgain = (id) => call('POST', at(id, '/index'));
/** @type {(id: string) => Promise<Wire.Library>} */
export const cancelIndexing = (id) => call('POST', at(id, '/cancel'));
/** @type {(id: string, document: string) => Promise<null>} */
export const removeDocument = (id, document) => call('DELETE', documentAt(id, document));
/** @type {(id: string, document: string, from: number, to: number) => Promise<Wire.DocumentText>} */
export const readText = (id, document, from, to) => call('GET', documentAt(id, document, `/text?from=${from}&to=${to}`));
/** @type {(libraries: {id: string}[], question: string, signal: AbortSignal) => Promise<Wire.Passages>} */
export const findPassages = (libraries, question, signal) => call('POST', '/studio/api/passages', { libraries, question, limit: 10 }, signal);
/** @type {(request: Wire.ContextRequest, signal: AbortSignal) => Promise<Wire.Context>} */
export const buildContext = (request, signal) => call('POST', '/studio/api/context', request, signal);

/**
 * Sends a file. (What is sent with fetch tells nothing of its progress.)
 * @param {string} id @param {File} file
 * @param {(share: number) => void} onProgress hears the share that was sent, 0 to 1
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
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
      if (request.status === 200) resolve();
      else reject(new ApiError(request.status, problemIn(request.responseText, request)));
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Whether something will still happen to a document by itself. @param {Wire.DocumentInfo} document */
export const isPending = ({ state }) => state === 'waiting' || state === 'reading' || state === 'indexing';

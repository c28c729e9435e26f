/** What went wrong: told apart, and in words. */
import { t } from './i18n.js';

/** What the server refused, in its own words. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {unknown} error @param {number} status */
export function hasStatus(error, status) {
  return error instanceof ApiError && error.status === status;
}

/** Whether the user ended it. @param {unknown} error */
export function isAbort(error) {
  return error instanceof Error && error.name === 'AbortError';
}

/** Whether nobody answered: browsers say TypeError then. @param {unknown} error */
export function isUnreachable(error) {
  return error instanceof TypeError;
}

/** For people. @param {unknown} error */
export function reasonOf(error) {
  if (isUnreachable(error)) return t('error.server');
  return error instanceof Error ? error.message : String(error);
}

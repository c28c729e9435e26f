/** Grades of quality in words. */
import { t } from '../i18n.js';

/** @type {Record<Studio.Grade, () => string>} */
const WORDS = { original: () => t('grade.original'), same: () => t('grade.same'), good: () => t('grade.good'), usual: () => t('grade.usual'), less: () => t('grade.less'), poor: () => t('grade.poor') };

/** Empty for no grade. @param {Studio.Grade | null} grade */
export function gradeWord(grade) {
  return grade === null ? '' : WORDS[grade]();
}

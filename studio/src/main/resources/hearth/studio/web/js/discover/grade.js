/** Grades of quality in words. */
import { t } from '../i18n.js';

const WORDS = { original: () => t('grade.original'), same: () => t('grade.same'), good: () => t('grade.good'), usual: () => t('grade.usual'), less: () => t('grade.less'), poor: () => t('grade.poor') };

/** Empty for no grade. */
export function gradeWord(grade) {
  return WORDS[grade]?.() ?? '';
}

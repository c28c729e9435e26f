/** How fast an answer came, in words. */
import { number, seconds, t, tn } from '../i18n.js';

/** @param {Studio.Figures} figures */
export function speedWords({ rate, generated, firstToken }) {
  return [rate ? t('stats.rate', { rate: number(rate, rate < 10 ? 1 : 0) }) : '', tn('stats.tokens', generated),
    firstToken === null ? '' : t('stats.first', { time: seconds(firstToken) })].filter(Boolean);
}

/** @param {Studio.Figures} figures */
export function allWords(figures) {
  const { load, prompt, reused } = figures;
  return [...speedWords(figures), load > 0.05 ? t('stats.load', { time: seconds(load) }) : '',
    t('stats.prompt', { count: number(prompt), reused: number(reused) })].filter(Boolean).join(' · ');
}

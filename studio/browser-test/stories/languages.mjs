// Every page in every language: its words are there, no key stands for a word, and nothing is left in English.
import assert from 'node:assert/strict';
import { PAGES, WIDE } from '../stage.mjs';

const LOCALES = { en: 'en-US', de: 'de-DE', zh: 'zh-CN' };
/** Shorter ones are names or the same in both. */
const LONG = 16;

export default async function languages(stage) {
  const words = {};
  for (const language of Object.keys(LOCALES)) words[language] = await (await fetch(`${stage.url}/studio/lang/${language}.json`)).json();
  for (const [language, locale] of Object.entries(LOCALES)) {
    const page = await stage.open('', { ...WIDE, locale });
    await page.locator(PAGES.chat).waitFor();
    assert.match(await page.locator('html').getAttribute('lang'), new RegExp(`^${language}`));
    const own = words[language];
    assert.deepEqual(await page.locator('nav.pages a').allInnerTexts(), Object.keys(PAGES).map((name) => own[`nav.${name}`]), language);
    const english = Object.entries(words.en).filter(([key, text]) => language !== 'en' && text.length >= LONG && own[key] !== text).map(([, text]) => text.split(/\{\w+\}/).sort((a, b) => b.length - a.length)[0].trim())
      .filter((text) => text.length >= LONG);
    for (const name of Object.keys(PAGES)) {
      await stage.go(page, name);
      const text = await page.evaluate(() => [document.title, document.body.innerText, ...[...document.querySelectorAll('[aria-label], [title], [placeholder]')]
        .flatMap((each) => ['aria-label', 'title', 'placeholder'].map((attribute) => each.getAttribute(attribute) ?? ''))].join('\n'));
      const lines = new Set(text.split('\n').map((line) => line.trim()));
      assert.deepEqual(Object.keys(own).filter((key) => lines.has(key)), [], `${language} ${name}: keys instead of words`);
      assert.deepEqual(english.filter((each) => text.includes(each)), [], `${language} ${name}: left in English`);
      assert.doesNotMatch(text, /\{\w+\}/, `${language} ${name}: a hole that nobody filled`);
      assert.ok(text.startsWith(`${own[`nav.${name}`]} – `), `${language} ${name}: the title is ${text.split('\n')[0]}`);
      if (language !== 'en') await stage.look(page, `${language}-${name}`);
    }
    await page.context().close();
  }
}

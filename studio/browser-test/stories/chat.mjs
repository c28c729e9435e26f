// A real model answers; the answer can be stopped, continued, and is there again after loading the page again.
import assert from 'node:assert/strict';
import { WIDE, answerText, answered, ask, eventually, lastAnswer, newChat, saved } from '../stage.mjs';

export default async function chat(stage) {
  const page = await newChat(stage, 'smollm2:135m', WIDE);
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  stage.say(`first paint ${Math.round(paint)} ms`);
  await stage.look(page, 'empty');
  await page.getByRole('button', { name: 'Settings of this chat' }).waitFor();
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByLabel('temperature').fill('0');
  await page.getByLabel('num_predict').fill('40');
  await ask(page, 'Name three colours as a list.');
  await answered(page);
  assert.ok((await answerText(page).innerText()).length > 5, 'the answer is empty');
  stage.say(await lastAnswer(page).locator('.stats').innerText());
  await stage.look(page, 'answer');

  // A second turn reuses the first one's tokens.
  await ask(page, 'And one more?');
  await answered(page);
  assert.match(await lastAnswer(page).locator('.stats').innerText(), /, [1-9]\d* reused/);

  // Stop, and go on.
  await page.getByLabel('num_predict').fill('2000');
  await ask(page, 'Tell me a very long story about a river.');
  // A fast model may have told its story before a slow browser comes to anything else.
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.length > 10);
  await page.getByRole('button', { name: 'Stop' }).click();
  await lastAnswer(page).getByText('Stopped by you.').waitFor();
  await stage.picture(page, 'stopped');
  const cut = await answerText(page).innerText();
  await page.getByLabel('num_predict').fill('12');
  await lastAnswer(page).getByRole('button', { name: 'Continue this answer' }).click();
  await answered(page);
  assert.ok((await answerText(page).innerText()).length > cut.length, 'the answer was not continued');
  await lastAnswer(page).getByText('The answer was cut at its length limit.').waitFor();

  const address = page.url();
  const whole = await answerText(page).innerText();
  await saved(page, (kept) => kept.nodes.length === 6 && kept.nodes.at(-1).stats);
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 6);
  await eventually(page, () => answerText(page).innerText(), whole, 'another text after loading the page again');
  await page.locator('.gauge meter').waitFor();
}

// Answered again, edited, deleted: every version stays until it is deleted.
import assert from 'node:assert/strict';
import { answerText, answered, ask, lastAnswer, newChat, noticed, saved } from '../stage.mjs';

export default async function branches(stage) {
  const page = await newChat(stage, 'told:latest');
  await ask(page, 'say: The first answer.');
  await answered(page);
  await ask(page, 'say: The second answer.');
  await answered(page);
  await lastAnswer(page).getByRole('button', { name: 'Answer again' }).click();
  await page.getByText('2/2').waitFor();
  await answered(page);
  await lastAnswer(page).getByRole('button', { name: 'Version before' }).click();
  await page.getByText('1/2').waitFor();

  // Another first question: a branch of its own.
  const first = page.locator('.message.user').first();
  await first.getByRole('button', { name: 'Edit' }).click();
  await stage.look(page, 'edit');
  await page.locator('form.edit textarea').fill('say: Another beginning.');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 2);
  await answered(page);
  assert.equal(await answerText(page).innerText(), 'Another beginning.');
  await first.getByRole('button', { name: 'Version before' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 4);
  assert.equal(await answerText(page).innerText(), 'The second answer.');

  // An answer's own text is edited: a version that is not asked again.
  await lastAnswer(page).getByRole('button', { name: 'Edit' }).click();
  await page.locator('form.edit textarea').fill('**Mine** now.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('3/3').waitFor();
  assert.equal(await answerText(page).locator('strong').innerText(), 'Mine');
  await stage.look(page, 'versions');

  // While an answer is written nothing else may change it.
  await ask(page, `slowly: ${'word '.repeat(2000)}`);
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.length > 20);
  await page.locator('.message.assistant').nth(1).getByRole('button', { name: 'Answer again' }).click();
  await noticed(page, 'An answer is being written: stop it first.');
  await page.getByRole('button', { name: 'Stop' }).click();
  await lastAnswer(page).getByText('Stopped by you.').waitFor();

  await lastAnswer(page).getByRole('button', { name: 'Delete message' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await page.locator('.message').count(), 6);
  await lastAnswer(page).getByRole('button', { name: 'Delete message' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 5);
  const kept = await saved(page, (chat) => chat.nodes.length === 9);
  assert.equal(kept.nodes.filter((node) => node.content === 'Another beginning.').length, 1);
}

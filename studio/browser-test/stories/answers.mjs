// Forms of an answer by a real model: a schema, token probabilities, tools shown; an image is refused in words.
import assert from 'node:assert/strict';
import { answerText, answered, ask, eventually, lastAnswer, newChat, noticed } from '../stage.mjs';

export default async function answers(stage) {
  const page = await newChat(stage, 'smollm2:135m');
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByLabel('temperature').fill('0');
  await page.getByLabel('num_predict').fill('200');
  await page.getByText('Form of the answer').click();
  await page.getByLabel('Format').selectOption('schema');
  await page.locator('.panel textarea.mono').first().fill('{"type":"object","properties":{"colour":{"type":"string","maxLength":20}},"required":["colour"]}');
  await ask(page, 'A colour.');
  await answered(page);
  assert.equal(typeof JSON.parse(await answerText(page).locator('pre').innerText()).colour, 'string');
  await stage.look(page, 'schema');

  // A schema that is no JSON is told before anything is sent.
  await page.locator('.panel textarea.mono').first().fill('{"type"');
  await ask(page, 'Another colour.');
  await page.getByRole('alert').filter({ hasText: 'Not valid JSON' }).waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  assert.equal(await page.getByLabel('Write a message').inputValue(), 'Another colour.');

  // Token probabilities: the likeliest of all stand beside the drawn one.
  await page.getByLabel('Format').selectOption('');
  await page.getByLabel('Keep token probabilities').check();
  await page.getByLabel('num_predict').fill('8');
  await ask(page, 'Count to five.');
  await answered(page);
  assert.equal(await page.locator('.message.user').count(), 2, 'what could not be sent is among the messages');
  await lastAnswer(page).getByRole('button', { name: 'Token probabilities' }).click();
  const tokens = page.getByRole('listbox', { name: 'Tokens of the answer' });
  await tokens.focus();
  await page.keyboard.press('ArrowRight');
  await eventually(page, () => tokens.getByRole('option', { selected: true }).count(), 1);
  assert.ok(await page.locator('.alternatives li').count() >= 5, 'alternatives are missing');
  assert.equal(await page.locator('.alternatives li.drawn').count(), 1);
  await stage.look(page, 'probabilities');

  // Presets stay.
  await page.getByLabel('System prompt').fill('Answer in one word.');
  await page.getByRole('button', { name: 'Save as preset' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Short');
  await page.keyboard.press('Enter');
  await noticed(page, '“Short” is saved.');

  await page.getByLabel('Write a message').evaluate((area) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(3)], 'x.png', { type: 'image/png' }));
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('alert').filter({ hasText: 'Images' }).waitFor();
}

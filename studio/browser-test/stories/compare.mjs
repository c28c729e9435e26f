// Two models answer the same question side by side, and what differs is marked.
import assert from 'node:assert/strict';
import { PHONE, eventually } from '../stage.mjs';

export default async function compare(stage) {
  const page = await stage.open('#/compare');
  await page.getByRole('combobox', { name: 'First model' }).selectOption('told:latest');
  await page.getByRole('combobox', { name: 'Second model' }).selectOption('smollm2:135m');
  await page.locator('.page details summary').first().click();
  await page.getByLabel('num_predict').fill('60');
  const prompt = page.getByLabel('Write a message');
  await prompt.fill('say: The sky is blue.');
  await page.getByRole('button', { name: 'Ask both' }).click();
  await page.getByRole('heading', { name: 'What differs' }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'First model' }).locator('div > .markdown').last().innerText(), 'The sky is blue.');
  assert.ok(await page.locator('.diff :is(ins, del)').count() > 0, 'no difference is marked');
  await stage.look(page, 'diff', true);

  // The same model on both sides, at temperature 0.
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('combobox', { name: 'Second model' }).selectOption('told:latest');
  await prompt.fill('say: The same.');
  await page.getByRole('button', { name: 'Ask both' }).click();
  await page.getByText('Both answers are the same.').waitFor();

  // Both are stopped.
  await prompt.fill(`slowly: ${'word '.repeat(2000)}`);
  await page.getByRole('button', { name: 'Ask both' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.compare section')].filter((side) => [...side.querySelectorAll('div > .markdown')].at(-1)?.textContent.startsWith('word word')).length === 2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Ask both' }).waitFor();
  await eventually(page, () => page.locator('.compare .stats', { hasText: 'Stopped by you.' }).count(), 2);
  await page.setViewportSize(PHONE.viewport);
  await stage.look(page, 'phone');
}

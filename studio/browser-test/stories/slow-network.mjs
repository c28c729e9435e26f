// A slow line, as to a server in another town: pages come, the last one chosen wins, an answer streams and stops.
import assert from 'node:assert/strict';
import { answerText, answered, ask, lastAnswer } from '../stage.mjs';

const SLOW = { offline: false, latency: 150, downloadThroughput: 250_000, uploadThroughput: 100_000 };

export default async function slowNetwork(stage) {
  const page = await stage.open('#/chat');
  await page.getByLabel('Write a message').waitFor();
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.setCacheDisabled', { cacheDisabled: true });
  await line.send('Network.emulateNetworkConditions', SLOW);
  const start = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.getByLabel('Write a message').waitFor();
  stage.say(`the chat is there after ${Math.round(performance.now() - start)} ms`);

  // Pages whose scripts still come must not take the place of one that was chosen after them.
  for (const name of ['workshop', 'documents', 'discover', 'server', 'machine', 'models', 'chat']) await page.evaluate((hash) => { location.hash = hash; }, `#/${name}`);
  await page.waitForFunction(() => document.title.startsWith('Chat'));
  await page.getByLabel('Write a message').waitFor();
  for (const name of ['workshop', 'documents', 'discover', 'server', 'machine', 'models']) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/${name}`);
    await page.locator('nav.pages a[aria-current]').filter({ hasText: await page.locator(`nav.pages a[href^="#/${name}"]`).innerText() }).waitFor();
  }
  await page.evaluate(() => { location.hash = '#/settings'; });
  await page.evaluate(() => { location.hash = '#/chat'; });
  await page.getByLabel('Write a message').waitFor();
  await page.waitForFunction(() => document.title.startsWith('Chat') && document.querySelector('.chat-page') && !document.querySelector('main > .page'));
  await page.evaluate(() => new Promise((done) => { (window.requestIdleCallback ?? setTimeout)(done); }));

  await page.getByLabel('Model', { exact: true }).selectOption('told:latest');
  await ask(page, `slowly: ${'word '.repeat(2000)}`);
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.length > 40);
  await stage.picture(page, 'streaming');
  await page.getByRole('button', { name: 'Stop' }).click();
  await lastAnswer(page).getByText('Stopped by you.').waitFor();
  await ask(page, 'say: Over a slow line.');
  await answered(page);
  assert.equal(await answerText(page).innerText(), 'Over a slow line.');
  assert.equal(await page.locator('main > *').count(), 1);
  assert.equal(await page.locator('main > .chat-page').count(), 1, 'another page took its place');
}

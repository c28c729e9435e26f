// Every page, wide and as wide as a phone, light and dark: nothing serious for axe, nothing to scroll sideways, nothing asked elsewhere.
import { PAGES, PHONE, WIDE, drop, put } from '../stage.mjs';

/** A conversation with something of everything. */
const NODES = [
  { id: 'a', parent: null, role: 'user', content: 'How do I read a file in Java, and how fast is that?' },
  { id: 'b', parent: 'a', role: 'assistant', model: 'told:latest', thinking: 'They want a short answer with code and figures.',
    content: 'Use `Files.readString`:\n\n```java\nimport java.nio.file.Files;\nimport java.nio.file.Path;\n\nString text = Files.readString(Path.of("a-rather-long-name-of-a-file-that-does-not-fit-into-a-narrow-window.txt"));\n```\n\n'
      + '| size | time | rate | how it was read, in words that take room |\n|--:|--:|--:|:--|\n| 1 MB | 1.2 ms | 830 MB/s | at once |\n| 1 GB | 0.9 s | 1.1 GB/s | mapped |\n\nThe rate is $r = \\frac{n}{t}$, so:\n\n$$\n\\sum_{i=1}^{n} r_i = \\frac{n_1}{t_1} + \\frac{n_2}{t_2} + \\dots + \\frac{n_k}{t_k}\n$$\n\n1. Small files: `readString`.\n2. Large ones: *map* them.',
    stats: { generated: 120, rate: 41.2, firstToken: 0.31, total: 3.2, load: 0, prompt: 64, reused: 32, reuseNote: '', reason: 'stop' } },
  { id: 'c', parent: 'b', role: 'user', content: 'Thanks! Averylongwordthatnobodywouldeverwriteinoneline_butmodelsandpeopledopastethem_0123456789.' },
];

async function everyPage(stage, width, options) {
  const page = await stage.open('#/chat/pages', options);
  await page.locator('.message').nth(2).waitFor();
  for (const name of Object.keys(PAGES)) {
    if (name !== 'chat') await stage.go(page, name);
    if (name === 'machine') await page.locator('.card table').nth(2).waitFor();
    if (name === 'server') await page.locator('.plot canvas').first().waitFor({ state: 'attached' });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
      await stage.look(page, `${width}-${colorScheme}-${name}`, true);
    }
  }
  return page;
}

export default async function pages(stage) {
  const first = await stage.open('#/chat');
  await put(first, 'pages', { title: 'Reading files in Java, and how fast that is on a small machine', folder: 'Work', model: 'told:latest', nodes: NODES, leaf: 'c' });
  await everyPage(stage, 'wide', WIDE);
  const phone = await everyPage(stage, 'phone', PHONE);

  // On a phone the lists beside the conversation open over it.
  await phone.emulateMedia({ colorScheme: 'light' });
  await phone.goto(`${stage.url}/#/chat/pages`);
  await phone.locator('.message').nth(2).waitFor();
  await phone.getByRole('button', { name: 'Conversations', exact: true }).click();
  await stage.look(phone, 'phone-list');
  await phone.getByRole('button', { name: 'Conversations', exact: true }).click();
  await phone.getByRole('button', { name: 'Settings of this chat' }).click();
  await stage.look(phone, 'phone-panel');
  await phone.getByRole('button', { name: 'Settings of this chat' }).click();
  await drop(first, 'pages');
}

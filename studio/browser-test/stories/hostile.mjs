// What a model could write to break out of the page or to reach out: streamed by a model, kept in a conversation, imported, and at the
// sanitizer alone.
import assert from 'node:assert/strict';
import { XSS } from '../hostile-texts.mjs';
import { answered, ask, drop, file, newChat, put } from '../stage.mjs';

/** Elements that no text may become; icons and forms are the pages' own. */
const BAD = ':is(script, img, iframe, object, embed, link, style, svg:not(.icon), form:not(.tool-call), video, audio, base, meta)';

/** Whatever is on the page is text, or a link that can be followed. */
export async function harmless(page, where, root = '.message') {
  for (const [href, rel] of await page.locator(`${root} .markdown a`).evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]))) {
    assert.match(href, /^(https?|mailto):/, where);
    assert.match(rel, /noopener/, where);
  }
  assert.deepEqual(await page.evaluate((each) => [...document.querySelectorAll(`${each} .markdown *`)].flatMap((element) => element.getAttributeNames())
    .filter((name) => /^on|^style$|^src|^id$|^name$/.test(name)), root), [], where);
  assert.equal(await page.locator(`${root} ${BAD}`).count(), 0, where);
  assert.equal(await page.evaluate(() => window.hacked), undefined, where);
}

export default async function hostile(stage) {
  const page = await newChat(stage, 'told:latest');
  await ask(page, `say: ${XSS.join('\n\n')}`);
  await answered(page);
  await harmless(page, 'a streamed answer');
  stage.say(`${XSS.length} texts streamed by a model`);

  const nodes = XSS.map((content, i) => ({ id: `n${i}`, parent: i ? `n${i - 1}` : null, role: 'assistant', model: content.slice(0, 100), content, thinking: content,
    toolCalls: [{ function: { name: content, arguments: { a: content } } }] }));
  for (const content of XSS.slice(0, 66)) nodes.push({ id: `n${nodes.length}`, parent: `n${nodes.length - 1}`, role: 'tool', toolName: content, content });
  await put(page, 'hostile', { title: XSS[0], folder: XSS[1], model: XSS[2], nodes, leaf: `n${nodes.length - 1}` });
  await page.goto(`${stage.url}/#/chat/hostile`);
  await page.waitForFunction((count) => document.querySelectorAll('.message').length === count, nodes.length);
  await harmless(page, 'a kept conversation');
  await stage.picture(page, 'kept');
  await page.getByRole('button', { name: 'Menu of' }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await drop(page, 'hostile');

  // The same as files of somebody else's.
  const source = (place) => ({ number: 1, library: XSS[place], document: XSS[place], name: XSS[place], start: 0, end: 1, page: 1, section: XSS[place] });
  const read = { title: XSS[3], folder: XSS[4], model: XSS[5], settings: { system: XSS[6], tools: XSS[7], schema: XSS[8] }, leaf: 'b',
    nodes: [{ id: 'a', parent: null, role: 'user', content: XSS[1], context: { mode: 'passages', prompt: XSS[2], sources: [source(1), source(9)], tokens: 1, budget: 2, whole: [], words_only: [], unread: [XSS[3]] } },
      { id: 'b', parent: 'a', role: 'assistant', model: XSS[5], content: `${XSS[1]} [1]`, stats: { generated: 1, rate: 1, firstToken: 1, total: 1, load: 1, prompt: 1, reused: 0, reuseNote: XSS[1], reason: XSS[2] } }] };
  await page.locator('.chats input[type=file]').setInputFiles([file(`${XSS[1].replaceAll('/', '')}.json`, JSON.stringify(read), 'application/json'),
    file('x.md', `# ${XSS[0]}\n\n## user (${XSS[1]})\n\n${XSS[2]}\n\n## assistant (${XSS[1]})\n\n${XSS.slice(0, 40).join('\n\n')}\n`, 'text/markdown')]);
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 2);
  await harmless(page, 'an imported markdown file');
  await page.locator('.chat-list a', { hasText: XSS[3].slice(0, 20) }).first().click();
  await page.locator('.message .cite').first().waitFor();
  await harmless(page, 'an imported conversation');
  await stage.look(page, 'imported');
  await secondWall(stage);
}

/** The sanitizer alone, as if the renderer had let everything through. */
async function secondWall(stage) {
  // The policy is a third wall: it speaks up where the sanitizer reads markup that never comes so far.
  const page = await stage.open('', undefined, /Content Security Policy/);
  await page.getByLabel('Write a message').waitFor();
  const left = await page.evaluate(async (texts) => {
    const { cleanCode, cleanMath, cleanText } = await import('/studio/js/markdown/clean.js');
    const found = [];
    for (const text of [...texts, ...texts.map((each) => `<math><mtext>${each}</mtext></math>`), ...texts.map((each) => `<p class="icon card math" id="main" title="x" data-x="y" aria-label="z">${each}</p>`)]) {
      for (const clean of [cleanText, cleanCode, cleanMath]) {
        const box = document.createElement('div');
        box.append(clean(text));
        document.body.append(box);
        for (const element of box.querySelectorAll('*')) {
          if (/^(script|img|iframe|object|embed|link|style|svg|form|input|button|video|audio|source|base|meta|template|details|body|marquee)$/i.test(element.localName)) found.push(element.outerHTML);
          for (const { name, value } of element.attributes) {
            const good = name === 'href' ? /^(https?|mailto):/.test(value) : name === 'class' ? !/icon|card/.test(value) : ['start', 'display'].includes(name);
            if (!good) found.push(`${name}=${value}`);
          }
        }
        await Promise.resolve();
        box.remove();
      }
    }
    // Handlers of what was inserted would run by now.
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    return found;
  }, XSS);
  assert.deepEqual(left, []);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  stage.say('second wall: nothing came through');
}

// Plays the stories in Chromium against a running server: see README.md.
//   node run.mjs URL FOLDER [STORY …]       these stories, or all; ends with an error if one fails
//   node run.mjs URL FOLDER --told          those whose names come in, line by line
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { ARGUMENTS, Stage } from './stage.mjs';

const [url = 'http://127.0.0.1:11434', folder = 'screenshots', ...wanted] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);

/** In the order of a user's day. */
const NAMES = ['download', 'chat', 'branches', 'answers', 'markdown', 'hostile', 'hostile-names', 'documents', 'compare', 'workshop', 'models', 'conversations', 'mcp', 'reading', 'server', 'machine', 'settings',
  'offline', 'slow-network', 'keyboard', 'languages', 'pages'];

function need(name) {
  try {
    return require(name);
  } catch {
    console.error(`missing: the npm package ${name}; run "npm install --ignore-scripts" with the package.json of this folder, and call this script from where node_modules is`);
    return process.exit(2);
  }
}

const { chromium } = need('playwright-core');
need('axe-core');
const axe = require.resolve('axe-core/axe.min.js');
mkdirSync(folder, { recursive: true });

async function launch() {
  for (let again = true; ; again = false) {
    try {
      return await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS, timeout: 120_000 });
    } catch (error) {
      const [reason] = error.message.split('\n');
      if (!again) {
        console.error(`missing: Chromium; set CHROMIUM to its path (${reason})`);
        return process.exit(2);
      }
      console.error(`the browser did not start and is started once again: ${reason}`);
    }
  }
}

const told = wanted[0] === '--told';
let browser = await launch();

/** A promise that nobody waits for any more must not end the stories after this one. */
process.on('unhandledRejection', (error) => console.error(`nobody waited for this: ${error?.stack ?? error}`));

/** A story; once again, and saying so, if it failed: what is wrong each time fails, what is wrong now and then is told. STORY_ONCE=yes: never. */
async function play(name) {
  const first = await playOnce(name);
  if (first.passed || process.env.STORY_ONCE) return first;
  writeFileSync(`${folder}/${name}-first.log`, first.text);
  const second = await playOnce(name);
  return { passed: second.passed, again: true, text: `${first.text}\n${name}: ${first.crashed ? 'the browser broke' : 'failed once'}; begun once again\n${second.text}` };
}

async function playOnce(name) {
  if (!browser.isConnected()) browser = await launch();
  const start = performance.now();
  const stage = new Stage({ browser, url, folder, name, axe, hub: process.env.STORY_HUB });
  let failure = null;
  try {
    if (!NAMES.includes(name)) throw new Error(`there is no story ${name}; there are ${NAMES.join(', ')}`);
    const { default: story } = await import(`./stories/${name}.mjs`);
    await story(stage);
    stage.judge();
  } catch (error) {
    failure = error;
    await stage.lastLook();
  }
  const crashed = stage.crashed || !browser.isConnected();
  await stage.end();
  const text = `${stage.lines.map((line) => `  ${line}\n`).join('')}${failure ? `${failure.stack}\n` : ''}${name}: ${failure ? 'failed' : 'passed'} after ${((performance.now() - start) / 1000).toFixed(1)} s`;
  writeFileSync(`${folder}/${name}.log`, `${text}\n\nconsole of the browser:\n${stage.console.join('\n')}\n`);
  return { passed: !failure, crashed, text };
}

if (told) {
  const mark = (object) => console.log(`\u001e${JSON.stringify(object)}`);
  NAMES.forEach((name) => console.log(`story ${name}`));
  mark({ passed: true, text: '' });
  for await (const name of createInterface({ input: process.stdin })) mark(await play(name));
} else {
  let failed = 0;
  for (const name of wanted.length ? wanted : NAMES) {
    const { passed, text } = await play(name);
    console.log(text);
    if (!passed) failed += 1;
  }
  if (failed) {
    console.error(`${failed} failed`);
    process.exitCode = 1;
  }
}
await browser.close();

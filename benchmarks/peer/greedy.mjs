// Compares greedy ids of Hearth and llama.cpp, and of llama.cpp's builds with each other.
import {execFile} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {basename, dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs, promisify} from "node:util";
import {installPeer, root} from "./install.mjs";

const USAGE = `usage: benchmarks/greedy [-n 64] [--prompts FILE.json] FILE.gguf...

Continues five raw prompts (short, long, code, not Latin, with the chat template's texts) greedily with Hearth and with llama.cpp and prints
how many ids are equal before they part, and by how much llama.cpp's best logit led the second there. The same for two builds of
llama.cpp, the one for this machine and the one for AVX2: where rounding alone makes these part, equal ids can't be asked of anyone.

example: benchmarks/greedy -n 64 model-Q4_K_M.gguf model-f16.gguf`;

const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

function fail(text) {
    console.error(`Error: ${text}`);
    process.exit(1);
}

let parsed;
try {
    parsed = parseArgs({
        allowPositionals: true,
        options: {n: {type: "string", short: "n", default: "64"}, prompts: {type: "string", default: join(here, "prompts.json")}, help: {type: "boolean", short: "h", default: false}}
    });
} catch (error) {
    fail(`${error.message}\n${USAGE}`);
}
if (parsed.values.help) {
    console.log(USAGE);
    process.exit(0);
}
const count = Number(parsed.values.n);
if (!Number.isInteger(count) || count < 1) fail("-n must be a whole number, 1 or more");
if (!parsed.positionals.length) fail(`no files given\n${USAGE}`);
for (const file of parsed.positionals) if (!existsSync(file)) fail(`${file} is not there`);

const prompts = JSON.parse(readFileSync(parsed.values.prompts, "utf8"));
const own = installPeer("greedy-llama.mjs", false);
const other = installPeer("greedy-llama.mjs", true);
const folder = mkdtempSync(join(tmpdir(), "greedy-"));
try {
    console.log("| file | prompt | ids of the prompt | Hearth and llama.cpp | two builds of llama.cpp |");
    console.log("| --- | --- | --- | --- | --- |");
    for (const file of parsed.positionals) {
        for (const [name, text] of Object.entries(prompts)) {
            const prompt = join(folder, "prompt");
            writeFileSync(prompt, text);
            const answer = async script => JSON.parse((await run(process.execPath, [script, resolve(file), prompt, String(count)], {maxBuffer: 1 << 26})).stdout.trim().split("\n").at(-1));
            const ours = JSON.parse((await run(join(root, "hearth"), ["complete", file, "--raw", "--temperature", "0", "--repeat-penalty", "1",
                "--max-tokens", String(count), "--prompt-file", prompt, "--json"], {maxBuffer: 1 << 26})).stdout);
            const theirs = await answer(own);
            const alike = await answer(other);
            const equal = JSON.stringify(ours.promptIds) === JSON.stringify(theirs.promptIds);
            console.log(`| ${basename(file)} | ${name} | ${theirs.promptIds.length}, ${equal ? "equal" : "**different**"} | ${parting(ours, theirs)} | ${parting(alike, theirs)} |`);
        }
    }
} finally {
    rmSync(folder, {recursive: true});
}

function parting(answer, reference) {
    const ids = reference.generatedIds;
    const at = ids.findIndex((id, i) => id !== answer.generatedIds[i]);
    if (at < 0) return `all ${ids.length}`;
    return `${at} of ${ids.length}, lead ${reference.leads[at].toFixed(3)}`;
}

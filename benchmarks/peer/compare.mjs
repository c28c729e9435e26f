// Runs Hearth and llama.cpp alternately on the same files and prints medians and ratios.
import {execFile} from "node:child_process";
import {existsSync} from "node:fs";
import {basename, delimiter, join, resolve} from "node:path";
import {parseArgs, promisify} from "node:util";
import {hearthEnvironment, installPeer, root} from "./install.mjs";

const USAGE = `usage: benchmarks/compare [options] FILE.gguf...

Runs Hearth and llama.cpp alternately on each file and prints, for each number of threads, the medians and the ratio
Hearth / llama.cpp. llama.cpp is the llama-bench on your PATH, or the prebuilt one of the npm package node-llama-cpp, which
is installed under benchmarks/target when it is first needed.

  -t, --threads LIST    numbers of threads (default 1,2)
  -p, --prompt N        prompt tokens (default 512; 0: no prefill)
  -n, --generate N      generated tokens (default 64; 0: no decode)
  -d, --depth N         tokens in the context before (default 0)
  -r, --rounds N        alternating rounds (default 5)
      --repeat N        repetitions within a run (default 2)
      --avx2            as on a processor without AVX-512: Hearth's JVM with UseAVX=2, and the build of llama.cpp for AVX2 machines
      --llama-bench P   this llama-bench; "npm" for the package even if there is one on the PATH
  -o, --output FORMAT   md or json (default md)

example: benchmarks/compare -t 1,2 -p 128 -n 32 -r 3 model-Q4_K_M.gguf model-Q8_0.gguf`;

const run = promisify(execFile);
const median = values => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

function fail(text) {
    console.error(`Error: ${text}`);
    process.exit(1);
}

function options() {
    let parsed;
    try {
        parsed = parseArgs({
            allowPositionals: true,
            options: {
                threads: {type: "string", short: "t", default: "1,2"},
                prompt: {type: "string", short: "p", default: "512"},
                generate: {type: "string", short: "n", default: "64"},
                depth: {type: "string", short: "d", default: "0"},
                rounds: {type: "string", short: "r", default: "5"},
                repeat: {type: "string", default: "2"},
                avx2: {type: "boolean", default: false},
                "llama-bench": {type: "string"},
                output: {type: "string", short: "o", default: "md"},
                help: {type: "boolean", short: "h", default: false}
            }
        });
    } catch (error) {
        fail(`${error.message}\n${USAGE}`);
    }
    if (parsed.values.help) {
        console.log(USAGE);
        process.exit(0);
    }
    const count = (name, least) => {
        const value = Number(parsed.values[name]);
        if (!Number.isInteger(value) || value < least) fail(`--${name} must be a whole number, ${least} or more`);
        return value;
    };
    const settings = {
        files: parsed.positionals,
        threads: parsed.values.threads.split(",").map(Number),
        prompt: count("prompt", 0), generate: count("generate", 0), depth: count("depth", 0),
        rounds: count("rounds", 1), repeat: count("repeat", 1),
        avx2: parsed.values.avx2, llamaBench: parsed.values["llama-bench"], output: parsed.values.output
    };
    if (!settings.files.length) fail(`no files given\n${USAGE}`);
    if (settings.threads.some(value => !Number.isInteger(value) || value < 1)) fail("--threads must be whole numbers, 1 or more");
    if (settings.prompt + settings.generate === 0) fail("nothing to measure: --prompt and --generate are both 0");
    if (settings.avx2 && settings.llamaBench && settings.llamaBench !== "npm") fail("--avx2 works with the package only, not with --llama-bench");
    if (!["md", "json"].includes(settings.output)) fail(`--output is md or json, not ${settings.output}`);
    for (const file of settings.files) if (!existsSync(file)) fail(`${file} is not there`);
    return settings;
}

function onPath(program) {
    return (process.env.PATH ?? "").split(delimiter).map(folder => join(folder, program)).find(existsSync);
}

async function hearth(file, threads, s) {
    const {stdout} = await run(join(root, "hearth"), ["bench", file, "-p", s.prompt, "-n", s.generate, "-d", s.depth,
        "-t", threads, "-r", s.repeat, "-o", "json"].map(String), {maxBuffer: 1 << 26, env: hearthEnvironment(s.avx2)});
    return samples(JSON.parse(stdout));
}

const samples = rows => ({
    prefill: rows.filter(row => row.n_prompt > 0).flatMap(row => row.samples_ts),
    decode: rows.filter(row => row.n_gen > 0).flatMap(row => row.samples_ts)
});

function peer(s) {
    const bench = s.llamaBench && s.llamaBench !== "npm" ? s.llamaBench : s.llamaBench || s.avx2 ? undefined : onPath("llama-bench");
    if (bench) {
        return async (file, threads) => {
            const {stdout} = await run(bench, ["-m", file, "-p", s.prompt, "-n", s.generate, "-d", s.depth, "-t", threads, "-r", s.repeat,
                "-ngl", 0, "-o", "json"].map(String), {maxBuffer: 1 << 26});
            return samples(JSON.parse(stdout));
        };
    }
    const script = installPeer("llama.mjs", s.avx2);
    return async (file, threads) => {
        const {stdout} = await run(process.execPath, [script, resolve(file), threads, s.prompt, s.generate, s.depth, s.repeat].map(String));
        return JSON.parse(stdout.trim().split("\n").at(-1));
    };
}

function summary(pairs, what) {
    const ours = pairs.map(pair => median(pair.hearth[what])), theirs = pairs.map(pair => median(pair.llama[what]));
    const ratios = ours.map((rate, i) => rate / theirs[i]);
    return {hearth: median(ours), llama: median(theirs), ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios)};
}

const s = options();
const llama = peer(s);
const rows = [];
process.on("SIGINT", () => { print(); process.exit(130); });
for (const file of s.files) {
    for (const threads of s.threads) {
        const pairs = [];
        for (let round = 0; round < s.rounds; round++) {
            console.error(`${basename(file)}, ${threads} threads: round ${round + 1} of ${s.rounds}`);
            // Who goes first changes, so that a machine that slows down slows both.
            const first = round % 2 === 0;
            const before = first ? undefined : await llama(file, threads);
            const ours = await hearth(file, threads, s);
            pairs.push({hearth: ours, llama: before ?? await llama(file, threads)});
        }
        const tests = [["prefill", `pp${s.prompt}`, s.prompt], ["decode", `tg${s.generate}`, s.generate]];
        for (const [what, name, tokens] of tests) {
            if (tokens > 0) rows.push({file: basename(file), test: s.depth ? `${name} @ d${s.depth}` : name, threads, ...summary(pairs, what)});
        }
    }
}
print();

function print() {
    if (s.output === "json") {
        console.log(JSON.stringify(rows, null, 2));
        return;
    }
    console.log("| file | test | threads | Hearth t/s | llama.cpp t/s | ratio (least–most) |");
    console.log("| --- | --- | ---: | ---: | ---: | ---: |");
    for (const row of rows) {
        const rate = value => value.toFixed(value < 100 ? 2 : 1);
        console.log(`| ${row.file} | ${row.test} | ${row.threads} | ${rate(row.hearth)} | ${rate(row.llama)} | **${row.ratio.toFixed(2)}** (${row.least.toFixed(2)}–${row.most.toFixed(2)}) |`);
    }
}

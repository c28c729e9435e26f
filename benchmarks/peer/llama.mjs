// Times llama.cpp through node-llama-cpp. Prints one JSON object: samples of prefill and decode in tokens a second.
// usage: node llama.mjs FILE THREADS PROMPT GENERATE DEPTH REPETITIONS
import {getLlama} from "node-llama-cpp";

const file = process.argv[2];
const [threads, prompt, generate, depth, repetitions] = process.argv.slice(3).map(Number);
const seconds = start => (performance.now() - start) / 1e3;
// Low ids exist in every vocabulary; which ones they are does not change the time.
const ids = (count, seed) => Array.from({length: count}, (_, i) => 10 + ((i + seed) * 7919) % 1000);

const start = performance.now();
const llama = await getLlama({gpu: false, logLevel: "error", build: "never"});
const model = await llama.loadModel({modelPath: file});
const loadSeconds = seconds(start);
const context = await model.createContext({
    contextSize: depth + prompt + generate + 16,
    batchSize: 512,
    threads: {ideal: threads, min: threads},
    flashAttention: false
});
const sequence = context.getSequence();
const prefill = [], decode = [];
for (let round = 0; round <= repetitions; round++) {
    await sequence.clearHistory();
    if (depth > 0) await sequence.evaluateWithoutGeneratingNewTokens(ids(depth, round));
    let from = performance.now();
    if (prompt > 0) await sequence.evaluateWithoutGeneratingNewTokens(ids(prompt, round + 1));
    const promptSeconds = seconds(from);
    from = performance.now();
    let count = 0;
    if (generate > 0) {
        for await (const token of sequence.evaluate(ids(1, round), {temperature: 0, yieldEogToken: true})) {
            if (++count >= generate) break;
        }
    }
    const decodeSeconds = seconds(from);
    // The first round warms up.
    if (round > 0 && prompt > 0) prefill.push(prompt / promptSeconds);
    if (round > 0 && count > 0) decode.push(count / decodeSeconds);
}
console.log(JSON.stringify({release: llama.llamaCppRelease?.release, loadSeconds, prefill, decode}));
await llama.dispose();

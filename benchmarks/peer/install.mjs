// llama.cpp as npm's prebuilt package, in a build for this machine or for one that has AVX2 only.
import {execFileSync} from "node:child_process";
import {copyFileSync, existsSync, mkdirSync, readdirSync, rmSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");

// Hearth's JVM uses the instructions that the peer uses.
export function hearthEnvironment(avx2) {
    const options = [process.env.HEARTH_JAVA_OPTS ?? "", avx2 ? "-XX:UseAVX=2" : ""].join(" ").trim();
    return {...process.env, HEARTH_JAVA_OPTS: options};
}

// Installs the package and gives the path of a script beside it. The package's folder is kept out of the sources.
export function installPeer(script, avx2) {
    const folder = join(root, "benchmarks", "target", avx2 ? "peer-avx2" : "peer");
    mkdirSync(folder, {recursive: true});
    for (const name of ["package.json", script]) copyFileSync(join(here, name), join(folder, name));
    if (!existsSync(join(folder, "node_modules", "node-llama-cpp"))) {
        console.error("installing node-llama-cpp (once) ...");
        execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {cwd: folder, stdio: ["ignore", "ignore", "inherit"]});
    }
    if (avx2) keepOnlyHaswell(join(folder, "node_modules", "@node-llama-cpp"));
    return join(folder, script);
}

// llama.cpp takes the best of the builds that lie side by side: with the others gone it takes the one for AVX2.
function keepOnlyHaswell(folder) {
    for (const name of readdirSync(folder, {recursive: true})) {
        if (/libggml-cpu-(?!haswell|x64)[a-z0-9]+\.so$/.test(name)) rmSync(join(folder, name));
    }
}
